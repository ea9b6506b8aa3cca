import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { growth } from '../../bench/report/page/sections/growth.js';
import { growthOf, growthVerdict, seriesOf } from '../../bench/report/scenario/growth.js';
import type { Result } from '../../bench/result/result.js';
import { madeGrowth } from './made-index-scenarios.js';
import { madeAnswer, madeView } from './made-view.js';

describe('whether access stays a seek', () => {
  test.each([
    ['stays a seek', 'stays', 'stays', 'stays'],
    ["grows with the tenant's own rows", 'grows', 'grows', 'stays'],
    ["grows with the tenant's own rows", 'grows', 'stays', 'stays'],
    ['grows with the table', 'grows', 'grows', 'grows'],
    ['grows with the table', 'stays', 'stays', 'grows'],
    ['not clear', 'unclear', 'stays', 'stays'],
    ['not clear', 'grows', 'grows', 'unclear'],
  ] as const)('%s', (verdict, whale, median, tiny) => {
    expect(
      growthVerdict(
        new Map([
          ['whale', whale],
          ['median', median],
          ['tiny', tiny],
        ]),
        ['tiny'],
      ),
    ).toBe(verdict);
  });

  test('without the tenant whose rows stay the same nothing is said', () => {
    expect(growthVerdict(new Map([['whale', 'grows']]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', null]]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', 'stays']]), [])).toBe('not clear');
  });

  test('all tenants whose rows stay the same have a say', () => {
    const laws = new Map([
      ['whale', 'grows'],
      ['median', 'grows'],
      ['tiny', 'stays'],
    ] as const);
    expect(growthVerdict(laws, ['median', 'tiny'])).toBe('grows with the table');
    expect(growthVerdict(laws, ['tiny'])).toBe("grows with the tenant's own rows");
  });
});

describe('what the page says', () => {
  const TIMES = [1, 3, 10, 30, 100];
  /** Buffers of all three ways by size, read by an index, or whole in as many of the smallest. */
  const answerOf = (buffers: readonly number[], readWhole = 0) =>
    madeAnswer({
      ...madeGrowth,
      cost: ({ rows }) => {
        const i = TIMES.indexOf(Number(rows));
        const by = i < readWhole ? {} : { index: 'i' };
        return { buffers: buffers[i] ?? 0, ...by, p50Us: 80 };
      },
    });

  test('a tree that gains a level is a seek', () => {
    const answer = answerOf([34, 34, 34, 35, 36]);
    expect(answer).toContain('of 3 operations, 3 stay seeks');
    expect(answer).not.toContain('not clear');
  });

  test('a plan that became another is no growth of either', () => {
    const jumps = [140, 340, 1020, 120, 125];
    expect(answerOf(jumps)).toContain('3 are not clear');
    expect(answerOf(jumps, 3)).toContain('3 change their plans on the way');
  });

  test('growth with the table is shown on a tenant whose own rows stay', () => {
    expect(madeAnswer(madeGrowth)).toMatch(
      /3 grow with the table .* for the tiny tenant go as rows\^1\.00/,
    );
  });

  test('growth with the own rows is shown with these', () => {
    expect(madeAnswer(madeGrowth)).toMatch(
      /3 grow with the tenant's own rows .* for the whale tenant go as own rows\^0\.9/,
    );
  });
});

describe('what cost grows with', () => {
  /** The whale's rows are the root of the table's; the median tenant's were not counted. */
  const siblings = (each: (times: number) => { mainRows: number; whale: number }) => {
    return (result: Result): Result => ({
      ...result,
      scenarios: result.scenarios.map((scenario) => ({
        ...scenario,
        siblings: scenario.siblings?.map((sibling) => {
          const { mainRows, whale } = each(Number.parseInt(sibling.name.slice(1), 10));
          const rows = { whale, tiny: 25 };
          return {
            ...sibling,
            mainRows,
            tenantRows: (['whale', 'tiny'] as const).map((name) => ({ name, rows: rows[name] })),
          };
        }),
      })),
    });
  };
  const counted = siblings((times) => ({ mainRows: 6_000 * times, whale: 100 * times ** 0.5 }));
  const uncounted = siblings(() => ({ mainRows: 0, whale: 0 }));
  const made = {
    ...madeGrowth,
    cost: ({ rows }: { rows?: string | undefined }, _: string, tenant: string) => ({
      ...{ index: 'i', p50Us: 80, buffers: tenant === 'tiny' ? 4 : 40 * Number(rows) ** 0.5 },
    }),
  };
  const html = (view: ReturnType<typeof madeView>) =>
    renderToString(h(growth.Part, { view, charts: [] }));

  test('with the table by one exponent, with the tenant’s own rows by another', () => {
    const view = madeView(made, counted);
    const [series] = seriesOf(view);
    const [operation] = view.operations;
    if (!series || !operation) throw new Error('Expected a way to run an operation');
    const law = (tenant: 'whale' | 'median' | 'tiny', over: 'table' | 'tenant') =>
      growthOf(view, operation.name, tenant, series, 'buffers', over).law;
    expect(law('whale', 'table')?.exponent).toBeCloseTo(0.5, 9);
    expect(law('whale', 'tenant')?.exponent).toBeCloseTo(1, 9);
    expect(law('median', 'tenant')).toBeNull();
    // Rows that stay the same are nothing to grow with.
    expect(law('tiny', 'tenant')).toBeNull();
  });

  test('the page says how many rows a multiple is, where they were counted', () => {
    const text = (change: typeof counted) => html(madeView(made, change)).replace(/\s+/g, ' ');
    expect(text(counted)).toContain(
      'The tables have 6,000, 18,000, 60,000, 180,000 and 600,000 rows.',
    );
    expect(text(uncounted)).not.toContain('The tables have');
  });

  test('both stand in the table and beside the lines, each by its name', () => {
    const view = madeView(made, counted);
    const cells = html(view).match(/<td>(?:(?!<\/td>).)*own rows(?:(?!<\/td>).)*<\/td>/g) ?? [];
    // Three operations in three ways, buffers and latency of the whale.
    expect(cells).toHaveLength(3 * 3 * 2);
    expect(cells[0]).toMatch(/0\.50.*table.*1\.00.*own rows/);
    const lines = growth
      .charts(view)
      .map(({ name, spec }) => ({ name, spec: JSON.stringify(spec) }));
    const ofWhale = lines.filter(({ name }) => name.includes('whale--growth-buffers'));
    for (const { spec } of ofWhale) expect(spec).toContain('own rows^1.00 (1.00 to 1.00)');
    const others = lines.filter(({ name }) => !name.includes('whale'));
    for (const { spec } of others) expect(spec).not.toContain('own rows');
  });

  test('the axis is rows where they were counted, else the size of the table in the smallest', () => {
    const axis = (change: (result: Result) => Result) =>
      growth.charts(madeView(made, change)).map(({ spec }) => JSON.stringify(spec));
    for (const spec of axis(counted)) expect(spec).toContain('"rows of the table (log)"');
    for (const spec of axis(uncounted)) {
      expect(spec).toContain('"times the smallest table (log)"');
      expect(spec).not.toContain('rows of the table');
    }
  });
});
