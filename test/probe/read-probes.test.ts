import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coldReads } from '../../bench/probe/cold-reads.js';
import { indexCost } from '../../bench/probe/index-cost.js';
import type { ProbeRequest } from '../../bench/probe/probe.js';
import { runProbes } from '../../bench/probe/run-probes.js';
import type { Figure, SkippedWork } from '../../bench/result/parts.js';
import { withClient } from '../../bench/target/connect.js';
import { operations } from '../proof/small-scenario.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { testedMajor } from '../support/tested-major.js';
import { figuresOf, smallProbe } from './small-probe.js';

const ROWS = 1_000;

/** Before 17 a cold read takes a clone of its own, so there are few: see the probe. */
const EVICTS = testedMajor() >= 17;

let database: TestDatabase;
let request: ProbeRequest & { readonly skipped: SkippedWork[] };
beforeAll(async () => {
  database = await openTestDatabase();
  const small = await smallProbe(database);
  request = {
    ...small,
    profile: { ...small.profile, cells: 'quick', loadSeconds: 600 },
    scenario: { ...small.scenario, operations, telling: ['latest'], timed: ['latest', 'point'] },
    rows: {
      ...small.rows,
      costWrites: (rows) => ({
        prepare: [
          `create temp table new_rows as
             select tenant_id, id + 1000000 + n as id, amount
               from invoices, generate_series(1, 9) n order by 2 limit ${rows}`,
          'create temp table changed_rows as select ctid as place from invoices limit 900',
        ],
        insert: 'insert into invoices select * from new_rows on conflict do nothing',
        update:
          'update invoices set amount = amount + 1 from changed_rows where invoices.ctid = place',
      }),
    },
  };
});
afterAll(() => database.close());

const query = <R extends object>(sql: string) =>
  withClient(database.admin, async (client) => (await client.query<R>(sql)).rows);

const figureOf = (figures: readonly Figure[], metric: string, at: Partial<Figure> = {}) =>
  figures.find(
    (each) =>
      each.metric === metric &&
      Object.entries(at).every(([key, value]) => each[key as keyof Figure] === value),
  );

// First: entries that rolled-back writes leave in an index are read once, and then passed over.
describe('cold-reads', () => {
  test('reads all its blocks, as each arm, and once more from shared buffers', async () => {
    const figures = await figuresOf(coldReads, request);
    const reasons = EVICTS ? [] : [expect.stringMatching(/only RLS arms, one tenant$/)];
    expect(request.skipped.map(({ reason }) => reason)).toEqual(reasons);
    const places = (EVICTS ? ['latest', 'point'] : ['latest']).flatMap((operation) =>
      (EVICTS ? ['whale', 'tiny'] : ['whale']).flatMap((tenant) =>
        (EVICTS ? ['where', 'rls'] : ['rls']).map(
          (arm) => ({ operation, tenant, arm }) as Partial<Figure>,
        ),
      ),
    );
    expect(figures).toHaveLength(places.length * 3);
    for (const place of places) {
      const blocks = figureOf(figures, 'blocks read, cold', place);
      expect(blocks?.value).toBeGreaterThanOrEqual(1);
      expect(blocks?.low).toBe(blocks?.high);
      expect(blocks?.note).toContain("the operating system's cache stays warm");
      expect(figureOf(figures, 'execution time, cold', place)?.samples).toBe(7);
      expect(figureOf(figures, 'execution time, warm', place)?.value).toBeGreaterThan(0);
    }
  });

  test.runIf(EVICTS)('the session has run the query before its pages are evicted', async () => {
    await query(`create sequence runs; grant usage on sequence runs to public`);
    const counted = request.scenario.operations.map((operation) => ({
      ...operation,
      where: `with run as materialized (select nextval('runs') as n) ${operation.where.replace(/ where /, ' where (select n from run) > 0 and ')}`,
    }));
    const arms = request.scenario.arms.filter(({ isolation }) => isolation === 'where');
    const scenario = { ...request.scenario, operations: counted, arms, timed: ['point'] };
    const figures = await figuresOf(coldReads, { ...request, scenario });
    const [runs] = await query<{ last_value: string }>('select last_value from runs');
    await query('drop sequence runs');
    // Two tenants, seven repetitions: once to make the session ready, once cold, once warm.
    expect(Number(runs?.last_value)).toBe(2 * 7 * 3);
    for (const { value } of figures.filter(({ unit }) => unit === 'buffers')) {
      expect(value).toBeGreaterThanOrEqual(1);
    }
  });

  test.runIf(EVICTS)('a policy reads the same blocks as a WHERE clause', async () => {
    const figures = await figuresOf(coldReads, request);
    const of = (arm: string) =>
      figures
        .filter((figure) => figure.arm === arm && figure.unit === 'buffers')
        .map(({ operation, tenant, value }) => [operation, tenant, value]);
    expect(of('rls')).toEqual(of('where'));
  });

  test.runIf(EVICTS)('also where the tenant comes with the connection', async () => {
    const { scenario } = request;
    const arms = scenario.arms.map((arm) =>
      arm.name === 'rls' ? { ...arm, context: 'startup-option' as const } : arm,
    );
    const asked = { ...request, scenario: { ...scenario, arms } };
    const buffers = (await figuresOf(coldReads, asked)).filter(({ unit }) => unit === 'buffers');
    const of = (name: string) => buffers.flatMap(({ arm, value }) => (arm === name ? [value] : []));
    expect(of('rls')).toEqual(of('where'));
    expect(of('rls')).not.toEqual([]);
  });

  test('who may not empty shared buffers is told so, and measures nothing', async () => {
    const told: string[] = [];
    const figures = await figuresOf(coldReads, {
      ...request,
      target: { ...request.target, admin: request.roles.where, kind: 'url' },
      onSkip: ({ reason }) => told.push(reason),
    });
    expect(figures).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^cold reads: emptying shared buffers takes /)]);
  });
});

describe('index-cost', () => {
  test('says what indexes take, each figure with its interval, and leaves the rows as they were', async () => {
    const before = await query('select * from invoices order by id');
    const figures = await figuresOf(indexCost, request);
    expect(figures.map(({ sibling, metric, unit }) => [sibling, metric, unit])).toEqual([
      ['own', 'index bytes', 'bytes'],
      ['own', 'build time', 'ns'],
      ['own', 'insert time a row', 'ns'],
      ['own', 'insert WAL bytes a row', 'bytes'],
      ['own', 'update time a row', 'ns'],
      ['own', 'update WAL bytes a row', 'bytes'],
    ]);
    for (const { metric, value, low, high, samples } of figures.slice(1)) {
      expect(samples, metric).toBe(6);
      expect(low, metric).toBeGreaterThan(0);
      expect(low, metric).toBeLessThanOrEqual(value);
      expect(high, metric).toBeGreaterThanOrEqual(value);
    }
    expect(await query('select * from invoices order by id')).toEqual(before);
  });

  test('profile start gives its times an interval too', async () => {
    const telling = { ...request.profile, cells: 'telling', loadSeconds: 2 } as const;
    const figures = await figuresOf(indexCost, { ...request, profile: telling });
    for (const { low, high, metric, samples } of figures.slice(1)) {
      expect(samples, metric).toBe(6);
      expect(high, metric).toBeGreaterThanOrEqual(low ?? Number.NaN);
    }
  });

  test('what it takes to find the rows is no part of the time to write them', async () => {
    const SLEEP_SECONDS = 0.2;
    const { costWrites } = request.rows;
    const slow = (rows: number) => {
      const writes = costWrites(rows);
      return {
        ...writes,
        update: `${writes.update} and (select pg_sleep(${SLEEP_SECONDS})) is not null`,
      };
    };
    const rows = { ...request.rows, costWrites: slow };
    const figures = await figuresOf(indexCost, { ...request, rows });
    const time = figureOf(figures, 'update time a row')?.value ?? Number.NaN;
    expect(time).toBeGreaterThan(0);
    expect(time * ROWS).toBeLessThan(SLEEP_SECONDS * 1e9);
  });

  test('the bytes are those of the server, and WAL a row is less without indexes', async () => {
    const [size] = await query<{ bytes: string }>(`select pg_indexes_size('invoices') as bytes`);
    const figures = await figuresOf(indexCost, request);
    expect(figureOf(figures, 'index bytes')?.value).toBe(Number(size?.bytes));

    await query('drop index invoices_tenant; alter table invoices drop constraint invoices_pkey');
    const bare = await figuresOf(indexCost, request);
    await query(
      'alter table invoices add primary key (id); create index invoices_tenant on invoices (tenant_id, id desc) include (amount)',
    );
    expect(figureOf(bare, 'index bytes')?.value).toBe(0);
    expect(figureOf(bare, 'build time')).toBeUndefined();
    for (const metric of ['insert WAL bytes a row', 'update WAL bytes a row']) {
      expect(figureOf(bare, metric)?.value, metric).toBeLessThan(
        (figureOf(figures, metric)?.value ?? 0) / 1.2,
      );
    }
    // A row of three columns is no more than a few hundred bytes: the figure is a row's, not all.
    expect(figureOf(figures, 'insert WAL bytes a row')?.value).toBeLessThan(ROWS);
  });

  test('the same WAL every time', async () => {
    const walOf = async () =>
      figureOf(await figuresOf(indexCost, request), 'insert WAL bytes a row');
    const [one, two] = [await walOf(), await walOf()];
    expect(two?.value).toBe(one?.value);
    expect(one?.low).toBe(one?.high);
  });
});

test('probes run in the order of the scenario, and not at all after Ctrl-C', async () => {
  const scenario = { ...request.scenario, probes: ['cold-reads', 'index-cost'] as const };
  const figures = await figuresOf(runProbes, { ...request, scenario });
  expect([...new Set(figures.map(({ probe }) => probe))]).toEqual(['cold-reads', 'index-cost']);
  const aborted = { ...request, scenario, signal: AbortSignal.abort() };
  expect(await figuresOf(runProbes, aborted)).toEqual([]);
});
