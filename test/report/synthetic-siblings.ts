import type { PlanRecord } from '../../bench/result/journal.js';
import type { Result } from '../../bench/result/result.js';
import { madeCovering, madeGrowth, madeIndexes } from './made-index-scenarios.js';
import {
  madeLeakproof,
  madePolicies,
  madePrepared,
  madeWrapRisk,
  madeWrites,
} from './made-policy-scenarios.js';
import { HOSTILE } from './synthetic.js';
import { type MadeScenario, withScenario } from './synthetic-scenario.js';

/** One for each section of a scenario's page. */
export const MADE: readonly MadeScenario[] = [
  ...[madeIndexes, madeCovering, madeGrowth, madePolicies],
  ...[madeLeakproof, madeWrapRisk, madePrepared, madeWrites],
];

/** A run with further scenarios beside those it has. */
export function withSiblings(
  run: { result: Result; plans: PlanRecord[] },
  made: readonly MadeScenario[] = MADE,
  hostile = false,
): typeof run {
  return made.reduce((all, one) => withScenario(all, one, hostile ? ` ${HOSTILE}` : ''), run);
}

/** A run of these scenarios alone. */
export function onlySiblings(
  run: { result: Result; plans: PlanRecord[] },
  made: readonly MadeScenario[],
): typeof run {
  const { result } = run;
  const bare = { scenarios: [], proofs: [], arms: [], contrasts: [], failures: [], skipped: [] };
  return withSiblings({ result: { ...result, ...bare }, plans: [] }, made);
}
