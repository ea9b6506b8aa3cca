import { scenarioAnswer } from '../../bench/report/page/sections/registry.js';
import { type ScenarioView, viewOf } from '../../bench/report/scenario/view.js';
import type { Result } from '../../bench/result/result.js';
import { small, syntheticRun } from './synthetic.js';
import type { MadeScenario } from './synthetic-scenario.js';
import { onlySiblings } from './synthetic-siblings.js';

const base = small(syntheticRun());

type Change = (result: Result) => Result;

/** The view of a made scenario, its result changed first where a test asks. */
export function madeView(made: MadeScenario, change: Change = (result) => result): ScenarioView {
  const result = change(onlySiblings(base, [made]).result);
  const [facts] = result.scenarios;
  if (facts === undefined) throw new Error(`no scenario ${made.name}`);
  return viewOf(result, facts);
}

/** The sentences that answer a made scenario's question, with plain spaces. */
export function madeAnswer(made: MadeScenario, change?: Change): string {
  return scenarioAnswer(madeView(made, change))
    .map(({ text }) => text)
    .join(' ')
    .replaceAll('\u00a0', ' ');
}
