import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIES } from '../../bench/calibrate/lies/registry.js';
import { specOf, TIMED_SPEC } from '../../bench/calibrate/spec.js';
import { countOpen } from '../../schemas/invoices/operations.js';
import { type LiveGate, openLiveGate } from './live-gate.js';

/** Real servers, plans and proofs: what each structural regression looks like, and what none does. */

let gate: LiveGate;
beforeAll(async () => {
  gate = await openLiveGate(TIMED_SPEC);
}, 60_000);
afterAll(() => gate?.close());

describe('caught without a clock, by its cause', () => {
  test.each(LIES.map((lie) => [lie.name, lie] as const))('%s', async (_, lie) => {
    const [first] = await gate.findings(lie.base, lie.head);
    expect(first?.level).toBe('failure');
    expect(lie.caughtBy).toContain(first?.rule);
  });
});

describe('a head that did no harm', () => {
  test('named an index anew, added an index and a column, and analyzed', async () => {
    const sql = [
      'alter index invoices_tenant_created_idx rename to invoices_latest',
      'create index on customers (city)',
      'alter table invoices add column paid_on date',
      'analyze',
    ];
    const base = { sql: [], scenario: TIMED_SPEC };
    expect(await gate.findings(base, { sql, scenario: TIMED_SPEC })).toEqual([]);
  });

  test('brought the index back that base had lost', async () => {
    const scenario = specOf([countOpen]);
    const lost = { sql: ['drop index invoices_tenant_status_idx'], scenario };
    const findings = await gate.findings(lost, { sql: [], scenario });
    expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(['better']));
  });
});
