import { expect, test } from 'vitest';
import { check } from '../../bench/run/check.js';
import { sampleKey } from '../../bench/run/sample.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import invoices from '../../schemas/invoices/rows.js';
import { testedMajor } from '../support/tested-major.js';
import { SMALL } from './small-run.js';

test('parameters are drawn from the sample where no sibling is named: the logins may read it', async () => {
  const [operation] = openInvoices.operations;
  if (!operation) throw new Error('the example has lost its operation');
  const scenario: Scenario = {
    ...openInvoices,
    operations: [
      {
        ...operation,
        where: 'select tenant_id, amount from invoices where tenant_id = $1 and invoice_id = $2',
        rls: 'select tenant_id, amount from invoices where invoice_id = $1',
        draw: `select invoice_id from invoices where tenant_id = $1
               order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
        expect: [],
      },
    ],
  };
  const { result, error } = await check({
    ...{
      scenarios: [scenario],
      profile: SMALL,
      location: 'embedded',
      pgMajor: testedMajor(),
      seed: 1,
    },
    ...{ command: 'a test', onEvent: () => {}, signal: new AbortController().signal },
  });
  expect(error).toBeUndefined();
  // Cut down, but for the tiny tenant, which keeps all of its rows; every sibling holds the same.
  const [facts] = result.scenarios;
  for (const { mainRows, tenantRows } of facts?.siblings ?? []) {
    expect(mainRows).toBeGreaterThan(SMALL.siblingInvoices * 0.9);
    expect(mainRows).toBeLessThan(SMALL.siblingInvoices * 1.1);
    expect(tenantRows.find(({ name }) => name === 'tiny')?.rows).toBe(25);
  }
  // The third is a clone for an A/A control, which a check has no use for.
  expect(facts?.siblings).toHaveLength(2);
});

test('another size, or other SQL that makes it, is another sample: the cache keeps them apart', () => {
  const request = { rows: invoices, profile: SMALL, seed: 1 };
  const key = sampleKey(request);
  expect(sampleKey({ ...request })).toBe(key);
  expect(sampleKey({ ...request, profile: { ...SMALL, siblingInvoices: 1_000 } })).not.toBe(key);
  const sample = () => ['truncate line_items'];
  expect(sampleKey({ ...request, rows: { ...invoices, sample } })).not.toBe(key);
});
