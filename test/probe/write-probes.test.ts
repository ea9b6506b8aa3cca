import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copy } from '../../bench/probe/copy.js';
import type { ProbeRequest } from '../../bench/probe/probe.js';
import { refusedWrite } from '../../bench/probe/refused-write.js';
import type { Figure, SkippedWork } from '../../bench/result/parts.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { figuresOf, smallProbe } from './small-probe.js';

let database: TestDatabase;
let request: ProbeRequest & { readonly skipped: SkippedWork[] };
beforeAll(async () => {
  database = await openTestDatabase();
  request = await smallProbe(database);
});
afterAll(() => database.close());

const admin = (sql: string) => withClient(database.admin, (client) => client.query(sql));

const rowsOf = (figures: readonly Figure[]) =>
  figures.map(({ arm, operation, metric, unit }) => [arm, operation, metric, unit]);

describe('refused-write', () => {
  test('times a write of another tenant beside the same write of its own', async () => {
    const figures = await figuresOf(refusedWrite, request);
    const metrics = (arm: string, operation: string) => [
      [arm, operation, 'accepted', 'ns'],
      [arm, operation, 'refused', 'ns'],
      [arm, operation, 'refused over accepted', 'ratio'],
    ];
    expect(rowsOf(figures)).toEqual([
      ...metrics('rls', 'add'),
      ...metrics('rls', 'pay'),
      ...metrics('where', 'pay'),
    ]);
    for (const { value, low, high, samples } of figures) {
      expect(samples).toBe(6);
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(figures[0]?.note).toContain('42501');
    for (const { note } of figures) {
      expect(note).toMatch(/whole exchange.*ROLLBACK/);
      expect(note).toMatch(/least to the largest of 6 block medians, without identical arms/);
    }
  });

  test('a policy that lets another tenant’s row in is no isolation', async () => {
    await admin('create policy open_door on invoices for insert with check (true)');
    const refusing = refusedWrite(request).finally(() =>
      admin('drop policy open_door on invoices'),
    );
    await expect(refusing).rejects.toThrow(
      'arm rls, operation add: expected the server to refuse a row of another tenant by WITH CHECK',
    );
  });

  test('a policy that lets another tenant’s row be changed is none either', async () => {
    await admin('create policy open_door on invoices for update using (true)');
    await admin('create policy open_eyes on invoices for select using (true)');
    const refusing = refusedWrite(request).finally(() =>
      admin('drop policy open_door on invoices; drop policy open_eyes on invoices'),
    );
    await expect(refusing).rejects.toThrow(
      'operation pay: expected the server to refuse a row of another tenant by USING, got wrong-row-count',
    );
  });

  test('of the operations of a profile without an UPDATE it tries the INSERT alone', async () => {
    const operations = request.scenario.operations.slice(0, 1);
    const figures = await figuresOf(refusedWrite, {
      ...request,
      scenario: { ...request.scenario, operations },
    });
    expect(figures.map(({ operation }) => operation)).toEqual(['add', 'add', 'add']);
  });
});

describe('copy', () => {
  test('times COPY and INSERTs of the same rows, and says how COPY is refused under the policy', async () => {
    const figures = await figuresOf(copy, request);
    expect(rowsOf(figures)).toEqual([
      ['where', null, 'a row', 'ns'],
      ['rls', null, 'refused', 'none'],
      ['where', 'add-many', 'a row', 'ns'],
      ['where', 'add-many', 'over COPY', 'ratio'],
      ['rls', 'add-many', 'a row', 'ns'],
      ['rls', 'add-many', 'over COPY', 'ratio'],
    ]);
    expect(figures[0]?.note).toBe(
      '50 rows in one COPY or 10 INSERTs: the statements alone, rolled back.',
    );
    expect(figures[1]).toMatchObject({ value: 1, note: expect.stringContaining('SQLSTATE 0A000') });
  });

  test('is let through where no policy is', async () => {
    await admin('alter table invoices disable row level security');
    const figures = await figuresOf(copy, request).finally(() =>
      admin('alter table invoices enable row level security'),
    );
    expect(figures[1]).toMatchObject({ metric: 'refused', value: 0 });
  });

  test('leaves nothing behind', async () => {
    const { rows } = await admin('select count(*)::int as rows from invoices');
    expect(rows).toEqual([{ rows: 993 }]);
  });

  test('without an INSERT of several rows it says that it was skipped', async () => {
    const operations = request.scenario.operations.slice(0, 1);
    expect(
      await figuresOf(copy, { ...request, scenario: { ...request.scenario, operations } }),
    ).toEqual([]);
    expect(request.skipped.at(-1)?.reason).toContain('no INSERT of several rows');
  });
});
