import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import invoices from '../../schemas/invoices/rows.js';
import { invoiceSequence } from '../../schemas/invoices/sequence.js';
import { tenantPlan } from '../../schemas/invoices/tenants.js';

const SIZES = [
  { tenants: 200, invoices: 200_000 },
  { tenants: 2_000, invoices: 2_000_000 },
  { tenants: 10_000, invoices: 20_000_000 },
];
const small = { tenants: 50, invoices: 10_000 };

test('the same seed makes the same bytes, on every machine', async () => {
  const made = await Promise.all(
    invoices.tables(small, 1).map(async ({ table, open }) => {
      const bytes = await buffer(open());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { table, length: bytes.length, sha256 };
    }),
  );
  expect(made).toMatchInlineSnapshot(`
    [
      {
        "length": 2975,
        "sha256": "4d9857c04e2faecaae63d5daaf73ea8cc6e7dcaca967de3f02bbaab2c3702e22",
        "table": "tenants",
      },
      {
        "length": 39708,
        "sha256": "5c76b4e33bc7cbaebb17b8721f4df16dddb964fade6c1d9e634880c02eee57e8",
        "table": "customers",
      },
      {
        "length": 1171418,
        "sha256": "22845c7731d4aed480c146252f5729e6f6ab3bf7a37718763cc73882419f521e",
        "table": "invoices",
      },
      {
        "length": 1753743,
        "sha256": "e87f64c034b02c6a4ca3bff67d2737b5bc246710f36b887a81e25377b6957365",
        "table": "line_items",
      },
    ]
  `);
});

test('whatever the seed, the tiny tenant has an invoice of each status: proofs need a row to compare', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { current, next } = invoiceSequence(small, seed, tenantPlan(small, seed));
    const statuses = new Set<number>();
    while (next()) if (current.tenant === small.tenants - 1) statuses.add(current.status);
    expect([...statuses].sort()).toEqual([0, 1, 2, 3]);
  }
});

test('another seed makes other rows', async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async (seed) => {
      const table = invoices.tables(small, seed).find((each) => each.table === 'invoices');
      return buffer(table?.open() ?? Readable.from([]));
    }),
  );
  expect(one?.equals(two as Buffer)).toBe(false);
});

test('the named tenants have their exact sizes', () => {
  const rows = SIZES.map((size) => invoices.namedTenants(size, 1).map((tenant) => tenant.rows));
  expect(rows).toMatchInlineSnapshot(`
    [
      [
        44842,
        253,
        25,
      ],
      [
        364125,
        154,
        25,
      ],
      [
        3302286,
        228,
        25,
      ],
    ]
  `);
});

test.each(SIZES)('$invoices invoices: the whale holds 15 to 25%, the tiny tenant 25', (size) => {
  const [whale, median, tiny] = invoices.namedTenants(size, 1);
  expect((whale?.rows ?? 0) / size.invoices).toBeGreaterThan(0.15);
  expect((whale?.rows ?? 0) / size.invoices).toBeLessThan(0.25);
  expect(median?.rows).toBeGreaterThan(100);
  expect(tiny?.rows).toBe(25);
  const plan = tenantPlan(size, 1);
  expect(plan.invoices.reduce((sum, count) => sum + count, 0)).toBe(size.invoices);
});

test('each tenant gets the invoices planned for it, the tiny one among the last', () => {
  const plan = tenantPlan(small, 3);
  const { current, next } = invoiceSequence(small, 3, plan);
  const counts = new Uint32Array(small.tenants);
  let firstOfTiny = Number.POSITIVE_INFINITY;
  while (next()) {
    counts[current.tenant] = (counts[current.tenant] as number) + 1;
    if (current.tenant === small.tenants - 1) {
      firstOfTiny = Math.min(firstOfTiny, current.invoiceId);
    }
  }
  expect(counts).toEqual(plan.invoices);
  expect(firstOfTiny).toBeGreaterThan(0.98 * small.invoices);
});

test('tenants whose ids are version 4 UUIDs, all different', () => {
  const ids = invoices.namedTenants(small, 1).map(({ tenantId }) => tenantId);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(ids).size).toBe(3);
});

test.each([
  [{ tenants: 2, invoices: 1_000 }, /3 tenants or more, got 2/],
  [{ tenants: 100, invoices: 1_000 }, /enough invoices to give each tenant 25, got 1000 for 100/],
])('%j is refused', (size, message) => {
  expect(() => invoices.tables(size, 1)).toThrow(message);
});

test('a million rows of the largest dataset leave nothing behind in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const usedBytes = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const largest = SIZES[2] as (typeof SIZES)[number];
  const table = invoices.tables(largest, 1).find((each) => each.table === 'invoices');
  let rows = 0;
  const stream = (table?.open((more) => {
    rows += more;
  }) ?? Readable.from([])) as AsyncIterable<Buffer>;
  let beforeBytes: number | undefined;
  for await (const chunk of stream) {
    expect(chunk.length).toBeGreaterThan(64 * 1024);
    if (rows > 100_000) beforeBytes ??= usedBytes();
    if (rows > 1_100_000) break;
  }
  // A million rows kept would take 100 MB at least; two chunks in flight take half of one.
  expect(usedBytes() - (beforeBytes as number)).toBeLessThan(5 * 1024 ** 2);
});
