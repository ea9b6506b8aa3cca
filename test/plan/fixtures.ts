import { readFileSync } from 'node:fs';
import type { CapturedPlan } from '../../bench/plan/capture.js';
import type { IndexCatalog } from '../../bench/plan/index-catalog.js';

/**
 * Plans captured with `capturePlan` on real servers 15.18 and 18.4 over the same rows: 5,000
 * invoices of 7 tenants under `tenant_id = (select nullif(current_setting(...), '')::uuid)`.
 */
export const fixtureQueries = [
  'latest-rls',
  'page-rls',
  'join-rls',
  'aggregate-rls',
  'subplan-rls',
] as const;

export function planFixture(
  query: (typeof fixtureQueries)[number],
  kind: 'custom' | 'generic',
  version: 15 | 18,
): CapturedPlan {
  const file = new URL(`fixtures/${query}-${kind}.pg${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const btree = { method: 'btree', pages: 30, parent: null };

export const fixtureCatalog: IndexCatalog = {
  indexes: new Map([
    [
      'invoices_latest',
      { ...btree, columns: ['tenant_id', 'created_at desc', 'invoice_id desc', 'include status'] },
    ],
    ['line_items_tenant', { ...btree, columns: ['tenant_id', 'invoice_id'] }],
  ]),
  tables: new Map([['invoices', { rows: 5000, parent: null }]]),
};
