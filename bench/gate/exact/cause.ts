import { ownBuffers } from '../../expect/plan-walk.js';
import { diffPlans } from '../../plan/diff.js';
import { nodeTitle, number } from '../../plan/tree.js';
import type { PlanNode } from '../../result/parts.js';
import type { Comparison, PlannedPair } from './comparison.js';
import { indexLosses } from './index-loss.js';
import { lossWords } from './loss-words.js';

/** What a node of a plan has of a figure, its children's left out. */
type OwnFigure = (plan: PlannedPair['base'], node: PlanNode) => number;

export const ownRowsRemoved: OwnFigure = (_, node) => node.rowsRemovedByFilter;
export const ownHeapFetches: OwnFigure = (_, node) => node.heapFetches ?? 0;
export { ownBuffers };

/**
 * Why a figure of head's is more, to follow a colon: an index that was lost, or else the node that has
 * most of the difference. Null where no node stands out: the whole difference is spread.
 */
export function causeOf(
  planned: PlannedPair,
  { catalogs }: Pick<Comparison, 'catalogs'>,
  own: OwnFigure,
): string | null {
  const [loss] = indexLosses(planned.base, planned.head, catalogs);
  if (loss !== undefined) return lossWords(loss, planned.head, catalogs);
  const grown = diffPlans(planned.base, planned.head)
    .flatMap((difference) => {
      if (difference.kind === 'only-left') return [];
      const { right } = difference;
      const before = difference.kind === 'only-right' ? 0 : own(planned.base, difference.left);
      return [
        {
          node: right,
          isNew: difference.kind === 'only-right',
          more: own(planned.head, right) - before,
        },
      ];
    })
    .sort((a, b) => b.more - a.more);
  const [most] = grown;
  if (most === undefined || most.more <= 0) return null;
  const { node, isNew, more } = most;
  return isNew
    ? `${number(more)} of them in ${nodeTitle(node)}, which base does not have`
    : `${number(more)} more in ${nodeTitle(node)}`;
}
