import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { writes } from '../../bench/report/page/sections/writes.js';
import { madeWrites } from './made-policy-scenarios.js';
import { madeAnswer, madeView } from './made-view.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** The first of the made writes, this many times slower under RLS. */
const only = (count: number, slower = 1): MadeScenario => ({
  ...madeWrites,
  operations: madeWrites.operations.slice(0, count),
  cost: (arm, operation, tenant) => {
    const cost = madeWrites.cost(arm, operation, tenant);
    return cost && { ...cost, p50Us: arm.isolation === 'rls' ? 80 * slower : 80 };
  },
});

const withRecords = (
  made: MadeScenario,
  records: (rls: boolean, tenant: string) => number,
): MadeScenario => ({
  ...made,
  cost: (arm, operation, tenant) => {
    const cost = made.cost(arm, operation, tenant);
    return cost && { ...cost, walRecords: records(arm.isolation === 'rls', tenant) };
  },
});

describe('one write is named, not counted', () => {
  test('that is slower', () => {
    expect(madeAnswer(only(1, 1.12))).toMatch(
      /^RLS makes “Insert one invoice” slower for the whale tenant: median latency \+12\.0%/,
    );
  });

  test('whose identical arms differed: nothing is said of its time, not even that it is no slower', () => {
    const said = madeAnswer(only(1, 1.12), (result) => ({
      ...result,
      contrasts: result.contrasts.map((contrast) => ({ ...contrast, untrusted: true })),
    }));
    expect(said).toMatch(/^Whether a write is slower under RLS.*identical arms differed there\./);
    expect(said).not.toContain('told to be slower');
  });

  test('that is not', () => {
    expect(madeAnswer(only(1))).toBe(
      '“Insert one invoice” is not told to be slower under RLS, for the whale tenant. “Insert one invoice” makes as many WAL records under RLS as with WHERE.',
    );
  });

  test('that writes more to the log', () => {
    const more = withRecords(only(1), (rls) => (rls ? 5 : 3));
    expect(madeAnswer(more)).toContain(
      'WAL records differ for every tenant: “Insert one invoice” 3 with WHERE, 5 under RLS.',
    );
  });
});

describe('several are counted', () => {
  test('none slower, all with as many records', () => {
    expect(madeAnswer(only(2))).toBe(
      'Of 2 writes none is told to be slower under RLS, for the whale tenant. All 2 writes make as many WAL records under RLS as with WHERE.',
    );
  });

  test('records that differ for a tenant alone are no difference of the policy', () => {
    const some = withRecords(only(2), (rls, tenant) => (rls && tenant === 'tiny' ? 4 : 3));
    expect(madeAnswer(some)).toContain(
      'No write makes more WAL records under RLS for every tenant, and none fewer.',
    );
  });

  test('records that differ for all', () => {
    const more = withRecords(only(2), (rls) => (rls ? 5 : 3));
    expect(madeAnswer(more)).toContain('WAL records differ for every tenant in 2 of 2 writes: ');
  });
});

describe('another way to write under RLS is told apart from the policy', () => {
  const dearerBy = (slower: number): MadeScenario => ({
    ...madeWrites,
    arms: [
      ...madeWrites.arms,
      {
        ...{ name: 'rls-default', isolation: 'rls', title: 'RLS, the tenant by default' },
        ...{ sibling: 'c' },
      },
    ],
    contrasts: [
      ...madeWrites.contrasts,
      {
        ...{ name: 'default', title: 'the tenant by a column default', kind: 'level' },
        ...{ treatment: 'rls-default', baseline: 'rls' },
      },
    ],
    cost: (arm, operation, tenant) => {
      if (arm.name === 'rls-default' && operation.startsWith('update')) return null;
      const cost = madeWrites.cost(arm, operation, tenant);
      return cost && { ...cost, p50Us: arm.name === 'rls-default' ? 80 * slower : 80 };
    },
  });

  test('that costs more: the policy nothing, the default all of it', () => {
    expect(madeAnswer(dearerBy(1.12))).toMatch(
      /^Of 3 writes none is told to be slower under RLS, for the whale tenant\. Over “RLS”, “RLS, the tenant by default” makes 2 of 2 writes slower for the whale tenant, most of all “Insert [^”]*”: median latency \+12\.0%/,
    );
  });

  test('that does not', () => {
    expect(madeAnswer(dearerBy(1))).toContain(
      'Of 2 writes none is told to be slower under “RLS, the tenant by default” than under “RLS”, for the whale tenant.',
    );
  });

  test('both stand in the table', () => {
    const html = renderToString(h(writes.Part, { view: madeView(dearerBy(1.12)), charts: [] }));
    expect(html).toContain('<th>RLS, the tenant by default, over RLS</th>');
    expect(html).toContain('+12.0%');
  });
});
