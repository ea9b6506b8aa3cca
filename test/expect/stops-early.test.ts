import { expect, test } from 'vitest';
import { mayStopEarly } from '../../bench/expect/stops-early.js';
import type { PlanNode } from '../../bench/result/parts.js';
import { planNode } from '../plan/node.js';

/** Nodes one below the other, the last the scan; "Limit 5/20" got 5 of an estimated 20 rows. */
function stops(...above: (string | Partial<PlanNode>)[]): boolean {
  const nodes = [...above, 'Seq Scan'].map((each, depth) => {
    if (typeof each !== 'string') return planNode({ ...each, depth });
    const [, nodeType = '', actual = '5', estimated = '5'] =
      /^(.*?)(?: (\d+)\/(\d+))?$/.exec(each) ?? [];
    return planNode({
      ...{ depth, nodeType, actualRows: Number(actual), estimatedRows: Number(estimated) },
    });
  });
  const scan = nodes.at(-1);
  if (scan === undefined) throw new Error('no scan');
  return mayStopEarly({ nodes }, scan);
}

test.each([
  [['Limit 20/20']],
  [['Limit 25/20']],
  [['Limit 20/20', 'Nested Loop']],
  [['Limit 20/20', 'Incremental Sort']],
  [['Limit 5/5', 'Append', 'Limit 5/20']],
  [['Nested Loop Semi Join']],
  [['Nested Loop Anti Join', 'Materialize']],
  [['Merge Join']],
  [['Hash Join 0/9']],
])('may be stopped under %o', (above) => expect(stops(...above)).toBe(true));

test.each([
  [[]],
  [['Aggregate']],
  [['Limit 5/20']],
  [['Limit 20/20', 'Sort']],
  [['Limit 20/20', 'Hash Join', 'Hash']],
  [['Limit 20/20', 'HashAggregate']],
  [['Limit 20/20', 'Bitmap Heap Scan']],
  [['Hash Semi Join']],
  [['Nested Loop']],
])('runs to its end under %o', (above) => expect(stops(...above)).toBe(false));

test('an EXISTS may stop at the first row; a hashed subquery is read whole, whatever is above', () => {
  const under = (filter: string) =>
    stops('Limit 20/20', { nodeType: 'Seq Scan', filter }, { subplan: 'SubPlan 1' });
  expect(under('(SubPlan 1)')).toBe(true);
  expect(under('(hashed SubPlan 1)')).toBe(false);
  expect(under('(hashed SubPlan 12)')).toBe(true);
});
