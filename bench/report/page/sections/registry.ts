import type { Said } from '../../scenario/said.js';
import type { ScenarioView } from '../../scenario/view.js';
import { burst } from './burst.js';
import { clients } from './clients.js';
import { covering } from './covering.js';
import { growth } from './growth.js';
import { indexes } from './indexes.js';
import { leakproof } from './leakproof.js';
import { leaks } from './leaks.js';
import { policies } from './policies.js';
import { poolSize } from './pool-size.js';
import { pooling } from './pooling.js';
import { prepared } from './prepared.js';
import type { Section } from './section.js';
import { wrapRisk } from './wrap-risk.js';
import { writes } from './writes.js';

/** Every section; the first that applies to a scenario is its own. The more particular come first. */
export const SECTIONS: readonly Section[] = [
  leaks,
  clients,
  burst,
  poolSize,
  pooling,
  writes,
  prepared,
  growth,
  covering,
  wrapRisk,
  policies,
  leakproof,
  indexes,
];

/** The section of a scenario's page; undefined for a scenario that varies nothing a section is about. */
export function sectionOf(view: ScenarioView): Section | undefined {
  return SECTIONS.find((section) => section.applies(view));
}

/** A scenario's answer; one sentence that is not firm where its section has none. */
export function scenarioAnswer(view: ScenarioView): Said[] {
  const said = sectionOf(view)?.answer(view) ?? [];
  return said.length > 0 ? said : [{ text: 'Too little was measured for an answer.', firm: false }];
}
