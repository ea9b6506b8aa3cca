import type { GateFinding } from '../../gate-result.js';
import { judgeFigure } from '../budget.js';
import type { Comparison, PlannedPair } from '../comparison.js';
import { type IndexLoss, indexLosses } from '../index-loss.js';
import { changeOfIndex, indexWords, lossWords, nodeWords } from '../loss-words.js';
import { finding, plansOf, sentence, subjectOf, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * A table that base found rows of by an index is read without one, by less of one, or no more from the
 * index alone. A failure where that costs anything here, even within the budgets: with more rows it
 * costs more. A whole scan that reads less (a LIMIT met early, a table of one page) is a notice; an
 * index with fewer columns, or another one than that which is gone, serves as well within the budgets. Judged also where the answer
 * is another one: an index is no less lost because rows with ties come in another order, or others. Only
 * where head's text is another too, that may be what it asks for: a notice.
 */
export const indexLost: ExactRule = (comparison) => [
  ...comparison.planned.flatMap((planned) => lossesOf(comparison, planned)),
  ...comparison.answeredAnew.flatMap((planned) =>
    lossesOf(comparison, planned).map((found) =>
      isAskedAlike(comparison, planned) ? found : { ...found, level: 'notice' as const },
    ),
  ),
];

function lossesOf(comparison: Comparison, planned: PlannedPair): GateFinding[] {
  return indexLosses(planned.base, planned.head, comparison.catalogs).flatMap((loss) => {
    const level = levelOf(comparison, planned, loss);
    return level === null ? [] : [told(comparison, planned, loss, level)];
  });
}

function isAskedAlike({ input: { gate } }: Comparison, { pair }: PlannedPair): boolean {
  return gate.scenarios
    .filter(({ name }) => name === pair.scenario)
    .flatMap(({ operations }) => operations)
    .some(({ name, state }) => name === pair.operation && state === 'same');
}

function levelOf(
  { input: { gate } }: Comparison,
  { base, head }: PlannedPair,
  { kind }: IndexLoss,
): GateFinding['level'] | null {
  const { buffers, rowsRemoved } = gate.budgets;
  if (kind === 'fewer' || kind === 'gone') {
    const isWorse =
      judgeFigure(buffers, base.buffers, head.buffers) === 'worse' ||
      judgeFigure(rowsRemoved, base.rowsRemovedByFilter, head.rowsRemovedByFilter) === 'worse';
    return isWorse ? 'failure' : null;
  }
  const costs = head.buffers > base.buffers || head.rowsRemovedByFilter > base.rowsRemovedByFilter;
  return costs ? 'failure' : 'notice';
}

function told(
  comparison: Comparison,
  planned: PlannedPair,
  loss: IndexLoss,
  level: GateFinding['level'],
): GateFinding {
  const subject = subjectOf(planned);
  const cost = level === 'failure' ? '' : `, which costs no more here: ${buffersApart(planned)}`;
  const message = `${workWords(comparison, subject)} ${lostWords(loss)}: ${lossWords(loss, planned.head, comparison.catalogs)}${cost}`;
  return finding(comparison, subject, {
    ...{ rule: 'index-lost', level, message: sentence(message) },
    ...{ base: nodeWords(loss.base), plans: plansOf(planned) },
    head: `${nodeWords(loss.head)}${changeOfIndex(loss, comparison.catalogs)}`,
  });
}

function lostWords({ kind, table, base }: IndexLoss): string {
  return kind === 'heap'
    ? `no longer reads ${table} from ${indexWords(base)} alone`
    : `no longer finds its rows of ${table} by ${indexWords(base)}`;
}

function buffersApart({ base, head }: PlannedPair): string {
  return `${head.buffers} buffers, and ${base.buffers} before`;
}
