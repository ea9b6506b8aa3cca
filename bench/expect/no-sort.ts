import { count, nodeTitle } from '../plan/tree.js';
import { childrenOf, executed } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/**
 * Nothing is sorted: the rows come in order, or order does not matter. What an aggregate sorts for
 * itself, as in count(DISTINCT ...), is in no plan.
 */
export const noSort = defineRule(
  'noSort',
  () => 'true',
  (_, { plan }) => {
    const sorts = executed(plan).filter(({ nodeType }) => /(?:^|\s)Sort$/.test(nodeType));
    const [first] = sorts;
    if (first === undefined) return passed('no sort', 'sorts nothing');
    const input = childrenOf(plan, first).find(({ subplan }) => subplan === null) ?? first;
    const rows = count(Math.round(input.actualRows * input.loops), 'row');
    const key = first.details?.find((detail) => detail.startsWith('Sort Key: '));
    const by = key === undefined ? '' : ` by ${key.replace('Sort Key: ', '')}`;
    return failed(
      `${first.nodeType} of ${rows}`,
      `sorts ${rows} of ${nodeTitle(input)}${by}`,
      sorts,
    );
  },
);
