import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPlans } from '../../bench/plan/diff.js';
import { planKindsDiffer } from '../../bench/plan/kind.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import type { PlanNode } from '../../bench/result/parts.js';
import { fixtureCatalog, fixtureQueries, planFixture } from './fixtures.js';

const node = (over: Partial<PlanNode>): PlanNode => ({
  depth: 0,
  nodeType: 'Limit',
  relation: null,
  index: null,
  indexColumns: [],
  indexCondition: null,
  filter: null,
  subplan: null,
  estimatedRows: 20,
  actualRows: 20,
  loops: 1,
  rowsRemovedByFilter: 0,
  buffers: 4,
  heapFetches: null,
  indexSearches: null,
  ...over,
});
const scan = (over: Partial<PlanNode>) =>
  node({ depth: 1, nodeType: 'Index Scan', relation: 'invoices', index: 'latest', ...over });

test('a plan is the same as itself, whatever its literals', () => {
  const left = { nodes: [node({}), scan({ indexCondition: "(tenant_id = 'a'::uuid)" })] };
  const right = { nodes: [node({}), scan({ indexCondition: '(tenant_id = $1)' })] };
  expect(diffPlans(left, right).map(({ kind }) => kind)).toEqual(['same', 'same']);
});

test('WHERE against RLS: the InitPlan is only on the right, the scan reads other blocks', () => {
  const left = { nodes: [node({}), scan({})] };
  const initPlan = node({ depth: 1, nodeType: 'Result', subplan: 'InitPlan 1', buffers: 0 });
  const right = { nodes: [node({}), initPlan, scan({ buffers: 9, filter: '(tenant_id = $0)' })] };
  expect(diffPlans(left, right)).toEqual([
    { kind: 'same', left: left.nodes[0], right: right.nodes[0] },
    { kind: 'only-right', right: initPlan },
    { kind: 'changed', left: left.nodes[1], right: right.nodes[2], fields: ['filter', 'buffers'] },
  ]);
});

test('another way to scan the same relation is one changed node, an added sort one of its own', () => {
  const left = { nodes: [node({}), scan({})] };
  const right = {
    nodes: [
      node({}),
      node({ depth: 1, nodeType: 'Sort' }),
      scan({ depth: 2, nodeType: 'Seq Scan', index: null }),
    ],
  };
  expect(diffPlans(left, right)).toMatchObject([
    { kind: 'same' },
    { kind: 'only-right', right: { nodeType: 'Sort' } },
    { kind: 'changed', fields: ['nodeType', 'index'] },
  ]);
});

test('every node appears once, in its own order, and the mirror is the mirror', () => {
  const nodes = fc.array(
    fc
      .record({
        depth: fc.nat(3),
        nodeType: fc.constantFrom('Sort', 'Limit', 'Seq Scan', 'Index Scan'),
        relation: fc.constantFrom(null, 'invoices', 'line_items'),
        subplan: fc.constantFrom(null, 'InitPlan 1'),
      })
      .map((over) => node(over)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(nodes, nodes, (left, right) => {
      const differences = diffPlans({ nodes: left }, { nodes: right });
      expect(differences.flatMap((d) => ('left' in d ? [d.left] : []))).toEqual(left);
      expect(differences.flatMap((d) => ('right' in d ? [d.right] : []))).toEqual(right);
      const paired = (of: ReturnType<typeof diffPlans>) =>
        of.filter((d) => 'left' in d && 'right' in d).length;
      expect(paired(diffPlans({ nodes: right }, { nodes: left }))).toBe(paired(differences));
    }),
  );
});

test('real plans: custom and generic plans of one shape differ in no condition', () => {
  for (const query of fixtureQueries.filter((name) => name !== 'aggregate-rls')) {
    const custom = summarisePlan(planFixture(query, 'custom', 18), fixtureCatalog);
    const generic = summarisePlan(planFixture(query, 'generic', 18), fixtureCatalog);
    for (const difference of diffPlans(custom, generic)) {
      if (difference.kind === 'changed') {
        expect(difference.fields).not.toContain('indexCondition');
        expect(difference.fields).not.toContain('filter');
      } else expect(difference.kind).toBe('same');
    }
  }
});

test('plan kinds differ when one arm went generic and the other did not', () => {
  const custom = { genericPlans: 0, customPlans: 8 };
  const generic = { genericPlans: 3, customPlans: 5 };
  expect(planKindsDiffer(custom, generic)).toBe(true);
  expect(planKindsDiffer(generic, { genericPlans: 8, customPlans: 0 })).toBe(false);
  expect(planKindsDiffer(custom, custom)).toBe(false);
});
