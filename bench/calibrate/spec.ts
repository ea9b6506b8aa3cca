import { countOpen, latest, nextPage } from '../../schemas/invoices/operations.js';
import type { LoadedScenario } from '../scenario/load.js';
import type { Arm, Operation, Scenario } from '../scenario/scenario.js';

/** The arm that is timed: one round trip, so that little but the database's work is in it. */
export const RLS: Arm = {
  name: 'rls',
  title: 'RLS, one round trip',
  isolation: 'rls',
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
};

/** What the policy's rows are proved against. */
const WHERE: Arm = {
  ...RLS,
  ...{ name: 'where', title: 'WHERE', isolation: 'where', context: 'none' },
};

/**
 * A scenario of a calibration: few operations, an arm that filters itself and one under the policy,
 * on the data cut down, so that a gate of it takes seconds.
 */
export function specOf(
  operations: readonly Operation[],
  over: Partial<Pick<Scenario, 'arms' | 'countCalls' | 'probes'>> = {},
): LoadedScenario {
  return {
    name: 'calibrate',
    file: 'rlsbench calibrate',
    question: 'Does the gate notice what was done to it?',
    dataset: 'invoices',
    sample: true,
    operations,
    arms: [WHERE, RLS],
    contrasts: [],
    telling: operations.map(({ name }) => name),
    concurrent: [],
    ...over,
  };
}

/** The arms with another in the place of the one under the policy. */
export function armsWith(rls: Arm): readonly Arm[] {
  return [WHERE, rls];
}

/** What is timed: a page, the next page, and a count, at which an index is all or little of the work. */
export const TIMED_SPEC = specOf([latest, nextPage, countOpen]);
