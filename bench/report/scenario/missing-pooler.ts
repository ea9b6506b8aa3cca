import { distinct } from '../cells.js';
import { count, listWords } from '../format.js';
import type { Said } from './said.js';
import type { ScenarioView } from './view.js';

/** That arms were left out of the scenario since there is no PgBouncer, and why; empty where none was. */
export function missingPooler(view: Pick<ScenarioView, 'facts' | 'part'>): Said[] {
  const { facts, part } = view;
  const leftOut = part.skipped.filter(
    ({ arm }) => arm !== null && !facts.arms.some(({ name }) => name === arm),
  );
  if (leftOut.length === 0) return [];
  const reasons = distinct(leftOut.map(({ reason }) => reason));
  return [
    {
      text: `Left out, ${count(distinct(leftOut.map(({ arm }) => arm)).length, 'arm')}: ${listWords(reasons)}`,
      firm: false,
    },
  ];
}
