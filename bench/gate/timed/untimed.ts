import type { GateFacts } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { operationTitle } from '../words.js';
import { timedPairs } from './estimates.js';

/** An operation that the exact checks compared and no clock was put to. */
export interface UntimedOperation {
  readonly scenario: string;
  readonly operation: string;
  /** Nothing of its scenario was to be timed: no arm that was asked for, or can be, is on both sides. */
  readonly isWhole: boolean;
}

/**
 * The compared operations without an arm to time, in a gate that timed others: none where it is of
 * exact checks alone, or timed nothing at all, which is said as that.
 *
 * @param compared what both sides planned
 */
export function untimedOperations(
  records: readonly JournalRecord[],
  { tier, pairs }: Pick<GateFacts, 'tier' | 'pairs'>,
  compared: readonly Pick<UntimedOperation, 'scenario' | 'operation'>[],
): UntimedOperation[] {
  if (tier === 1 || !records.some(({ type }) => type === 'try')) return [];
  const timed = timedPairs({ pairs });
  const found = new Map<string, UntimedOperation>();
  for (const { scenario, operation } of compared) {
    const beside = timed.filter((pair) => pair.scenario === scenario);
    if (beside.some((pair) => pair.operation === operation)) continue;
    const one = { scenario, operation, isWhole: beside.length === 0 };
    found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

const NAMED = 3;

/** A sentence for each scenario that has some. */
export function untimedNotes(untimed: readonly UntimedOperation[], gate: GateFacts): string[] {
  const scenarios = [...new Set(untimed.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const own = untimed.filter((each) => each.scenario === scenario);
    const titles = own.map(({ operation }) => operationTitle({ gate }, scenario, operation));
    const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : '';
    const why = own.some(({ isWhole }) => isWhole)
      ? 'it has no arm on both sides that was to be timed'
      : 'they are on none of the arms that were timed';
    return `Not timed, of scenario ${scenario}: ${titles.slice(0, NAMED).join(', ')}${more}; ${why}.`;
  });
}
