import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillDatabase } from '../../../bench/dataset/load.js';
import { withClient } from '../../../bench/target/connect.js';
import invoices from '../../../schemas/invoices/rows.js';
import { MAJORS, type Major } from '../../../scripts/facts/fact.js';
import { observeFacts } from '../../../scripts/facts/observe.js';
import { factsRecord } from '../../../scripts/facts/record.js';
import { FACT_GROUPS } from '../../../scripts/facts/registry.js';
import { openTestDatabase, type TestDatabase } from '../../support/test-database.js';

const SIZE = { invoices: 12_000, tenants: 40 };
const SEED = 1;
const facts = FACT_GROUPS.flatMap((group) => group.facts);
const record = factsRecord.parse(JSON.parse(readFileSync('docs/facts.json', 'utf8')));

let home: TestDatabase;
let major: Major;
beforeAll(async () => {
  home = await openTestDatabase();
  await fillDatabase(home.admin, 'public', invoices, SIZE, SEED, () => {});
  major = await withClient(home.admin, async (client) => {
    const { rows } = await client.query('show server_version_num');
    const number = Math.floor(Number(rows[0].server_version_num) / 10_000);
    const found = MAJORS.find((each) => each === number);
    if (found === undefined) throw new Error(`Expected Postgres 15 to 18, got ${number}`);
    return found;
  });
});
afterAll(() => home.close());

test('the page has every fact of the registry, each name once', () => {
  const names = facts.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(record.facts.map(({ name }) => name)).toEqual(names);
});

test('what does not hinge on size comes out as the page says, on a small dataset too', async () => {
  const observed = await observeFacts(
    {
      // Not as on a server of our own: clones would take checkpoints of one that all tests share.
      target: { ...home.target, kind: 'url' },
      major,
      tenants: invoices.namedTenants(SIZE, SEED),
      invoices: SIZE.invoices,
      repetitions: 1,
    },
    FACT_GROUPS,
    () => {},
    ({ hingesOnSize, restarts }) => !hingesOnSize && restarts !== true,
  );
  const now = observed.map(({ fact, seen }) => [fact.name, seen.verdict, seen.figure]);
  const onPage = record.facts.map(({ name, seen }) => [name, seen[major]?.verdict] as const);
  const expected = new Map(onPage);
  expect(now.length).toBeGreaterThan(60);
  expect(now.filter(([name, verdict]) => expected.get(String(name)) !== verdict)).toEqual([]);
}, 90_000);
