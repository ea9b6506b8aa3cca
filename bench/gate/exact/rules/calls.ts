import { number } from '../../../plan/tree.js';
import type { GateFinding } from '../../gate-result.js';
import { judgeFigure } from '../budget.js';
import type { Comparison, PlannedPair } from '../comparison.js';
import { finding, plansOf, sentence, subjectOf, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Calls an execution makes of each function; one that a side does not call it calls 0 times. Where the
 * calls of one side alone were counted there is nothing to compare, and that is said.
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
    const names = new Set([...base.calls, ...head.calls].map(({ function: name }) => name));
    return [...names].flatMap((name) => compareCalls(comparison, planned, name) ?? []);
  });

function compareCalls(
  comparison: Comparison,
  planned: PlannedPair,
  name: string,
): GateFinding | null {
  const [base, head] = [callsOf(planned.base.calls, name), callsOf(planned.head.calls, name)];
  const judged = judgeFigure(comparison.input.gate.budgets.calls, base, head);
  if (judged === 'alike') return null;
  const subject = subjectOf(planned);
  const what =
    base === 0
      ? `calls ${name}() ${times(head)}, which it did not call before`
      : `calls ${name}() ${times(head)} instead of ${times(base)}`;
  return finding(comparison, subject, {
    ...{ rule: 'calls', level: judged === 'worse' ? 'failure' : 'better' },
    message: sentence(`${workWords(comparison, subject)} ${what}`),
    ...{ base: callWords(base), head: callWords(head), baseValue: base, headValue: head },
    plans: plansOf(planned),
  });
}

function callsOf(counted: PlannedPair['base']['calls'], name: string): number {
  return (counted ?? [])
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
