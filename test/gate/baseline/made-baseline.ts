import type { Baseline } from '../../../bench/gate/baseline/baseline.js';
import { dataOf } from '../../../bench/gate/baseline/baseline-of.js';
import { packageVersion } from '../../../bench/package-root.js';
import { REQUEST } from './checked.js';

/** A made-up baseline of one scenario with one plan. */
export function madeBaseline(over: Partial<Baseline> = {}): Baseline {
  const cell = { scenario: 'invoices', operation: 'latest', tenant: 'tiny' } as const;
  return {
    version: 1,
    rlsbench: packageVersion(),
    postgres: { major: 18, version: '18.4' },
    dataset: dataOf(REQUEST),
    scenarios: [
      {
        name: 'invoices',
        operations: [{ name: 'latest', title: 'Latest 20 invoices', texts: 'aa', work: 'bb' }],
        arms: [
          {
            ...{ name: 'rls', title: 'RLS', roundTrips: 1, isolation: 'rls', client: 'wire' },
            ...{ context: 'set-config-implicit', planCacheMode: 'auto' },
          },
        ],
      },
    ],
    answers: [{ ...cell, arms: ['rls'], answer: '0123456789abcdef' }],
    expectations: [{ ...cell, arms: ['rls'], rule: 'maxBuffers', expected: '40' }],
    plans: [
      {
        ...{ ...cell, arms: ['rls'], fingerprint: '0123456789ab', buffers: 4, rowsRemoved: 0 },
        ...{ heapFetches: 0, genericPlans: 0, customPlans: 2 },
        nodes: [
          {
            ...{ depth: 0, nodeType: 'Index Scan', relation: 'invoices', index: 'latest_idx' },
            ...{ indexColumns: ['tenant_id', 'created_at'], indexCondition: '(tenant_id = $1)' },
            ...{ filter: null, subplan: null, estimatedRows: 20, actualRows: 20, loops: 1 },
            ...{ rowsRemovedByFilter: 0, buffers: 4, heapFetches: null, indexSearches: 1 },
          },
        ],
      },
    ],
    catalog: { tables: [], policies: [], functions: [], indexes: [], views: [] },
    ratios: [],
    ...over,
  };
}
