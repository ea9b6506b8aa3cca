import type { FunctionCalls } from '../../../plan/summarise.js';
import { number } from '../../../plan/tree.js';
import type { GateFinding } from '../../gate-result.js';
import { judgeFigure } from '../budget.js';
import type { Comparison, PlannedPair } from '../comparison.js';
import { finding, plansOf, sentence, subjectOf, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Calls that an execution makes, of all functions together: what one of them is called is no cost, so a
 * helper under a new name, or one cut in two that asks as often, is no regression. One call more in all
 * is a notice where it is of functions that were not called before, once each: a policy that came to ask
 * a helper once, not once a row. Which functions they are is told. Where the calls of one side alone
 * were counted there is nothing to compare, and that is said.
 */
export const calls: ExactRule = (comparison) =>
  comparison.planned.flatMap((planned) => {
    const { base, head } = planned;
    if (base.calls === undefined && head.calls === undefined) return [];
    if (base.calls === undefined || head.calls === undefined) {
      const side = base.calls === undefined ? 'base' : 'head';
      const subject = subjectOf(planned);
      const message = `${workWords(comparison, subject)}: the function calls of ${side} could not be counted, so they are not compared`;
      return finding(comparison, subject, {
        ...{ rule: 'not-compared', level: 'notice', message: sentence(message) },
      });
    }
    return compareCalls(comparison, planned, changesOf(base.calls, head.calls)) ?? [];
  });

interface FunctionChange {
  readonly name: string;
  readonly base: number;
  readonly head: number;
}

function changesOf(base: FunctionCalls, head: FunctionCalls): FunctionChange[] {
  const names = new Set([...base, ...head].map(({ function: name }) => name));
  return [...names].map((name) => ({
    ...{ name, base: callsOf(base, name), head: callsOf(head, name) },
  }));
}

function compareCalls(
  comparison: Comparison,
  planned: PlannedPair,
  functions: readonly FunctionChange[],
): GateFinding | null {
  const base = functions.reduce((sum, each) => sum + each.base, 0);
  const head = functions.reduce((sum, each) => sum + each.head, 0);
  const judged = judgeFigure(comparison.input.gate.budgets.calls, base, head);
  if (judged === 'alike') return null;
  const isOneNew =
    head - base <= 1 &&
    functions
      .filter((each) => each.head > each.base)
      .every((each) => each.base === 0 && each.head === 1);
  const level = judged === 'better' ? 'better' : isOneNew ? 'notice' : 'failure';
  const subject = subjectOf(planned);
  const changed = functions.filter((each) => each.base !== each.head);
  return finding(comparison, subject, {
    ...{ rule: 'calls', level },
    message: sentence(
      `${workWords(comparison, subject)} calls ${calledWords(changed, base, head)}`,
    ),
    ...{ base: callWords(base), head: callWords(head), baseValue: base, headValue: head },
    plans: plansOf(planned),
  });
}

/** One function by itself; several after what they come to. */
function calledWords(changed: readonly FunctionChange[], base: number, head: number): string {
  const each = changed.map(functionWords);
  return each.length === 1
    ? `${each[0]}`
    : `functions ${times(head)} instead of ${times(base)}: ${each.join('; ')}`;
}

function functionWords({ name, base, head }: FunctionChange): string {
  if (base === 0) return `${name}() ${times(head)}, which it did not call before`;
  return `${name}() ${times(head)} instead of ${times(base)}`;
}

function callsOf(counted: FunctionCalls, name: string): number {
  return counted
    .filter(({ function: each }) => each === name)
    .reduce((sum, each) => sum + each.calls, 0);
}

function times(calls: number): string {
  if (calls === 0) return 'never';
  return calls === 1 ? 'once' : `${number(calls)} times`;
}

function callWords(calls: number): string {
  return calls === 1 ? '1 call' : `${number(calls)} calls`;
}
