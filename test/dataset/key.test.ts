import { expect, test } from 'vitest';
import { datasetKey } from '../../bench/dataset/key.js';
import invoices from '../../schemas/invoices/rows.js';

const size = { tenants: 200, invoices: 200_000 };
const key = datasetKey(invoices, size, 1);

test('names the schema, the size and the seed, and can be a file name', () => {
  expect(key).toMatch(/^invoices-200000x200-seed1-[0-9a-f]{12}$/);
  expect(datasetKey(invoices, size, 1)).toBe(key);
});

test.each([
  ['seed', datasetKey(invoices, size, 2)],
  ['tenants', datasetKey(invoices, { ...size, tenants: 201 }, 1)],
  ['invoices', datasetKey(invoices, { ...size, invoices: 200_001 }, 1)],
  ['generator', datasetKey({ ...invoices, generatorVersion: 0 }, size, 1)],
])('differs when the %s differs', (_what, other) => {
  expect(other).not.toBe(key);
});
