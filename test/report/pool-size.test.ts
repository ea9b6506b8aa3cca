import { describe, expect, test } from 'vitest';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import { recommendPoolSize } from '../../bench/report/scenario/pool-size.js';
import { valuesOf } from './chart-values.js';
import { madeAnswer, madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';
import { loadPass, madePoolSize, poolSizeLoads, quantiles, withLoads } from './synthetic-loads.js';

const all = poolSizeLoads();

const WORK =
  '; such a transaction works without a pause, so more connections than cores only wait in the server instead of for the pool';

/** A closed loop through a pool of a size. */
const pass = (size: number, perSecond: number, p99Ms: number, failed = 0) =>
  loadPass({
    ...{ scenario: 'pool-size', probe: 'pool-size', loop: 'closed', offeredPerSecond: null },
    ...{ levels: { poolSize: size, length: '1 ms' }, reachedPerSecond: perSecond, failed },
    ...{ corrected: null, uncorrected: { ...quantiles(1e6), p99Ns: p99Ms * 1e6 } },
  });

describe('the size to take', () => {
  test('is the smallest within 5% of the highest throughput', () => {
    expect(recommendPoolSize([pass(1, 500, 90), pass(2, 960, 50), pass(8, 1000, 45)])).toEqual({
      size: 2,
      reason: `the smallest within 5% of the highest throughput (960 of 1,000 a second)${WORK}`,
    });
  });

  test('is larger where that takes more than a third off the p99', () => {
    const advice = recommendPoolSize([pass(2, 960, 90), pass(4, 1000, 50), pass(8, 990, 45)]);
    expect(advice).toEqual({
      size: 4,
      reason: `throughput within 5% of the highest (1,000 of 1,000 a second), and a p99 of 50.0\u00a0ms against 90.0\u00a0ms with 2${WORK}`,
    });
  });

  test('is the smallest of the larger ones that take so much off, and none that takes less', () => {
    const take = (...p99Ms: number[]) =>
      recommendPoolSize(p99Ms.map((ms, i) => pass(10 * 2 ** i, 1000, ms)))?.size;
    expect(take(15.1, 14.9, 10)).toBe(40);
    expect(take(15, 14.9, 10)).toBe(10);
    expect(take(15.1, 10, 1)).toBe(20);
  });

  test('is within the range of the passes, where they differ by more than 5%', () => {
    const best = [pass(4, 900, 50), pass(4, 1000, 50), pass(4, 1100, 50), pass(8, 990, 50)];
    expect(recommendPoolSize([pass(2, 790, 50), ...best])?.size).toBe(4);
    expect(recommendPoolSize([pass(2, 810, 50), ...best])).toEqual({
      size: 2,
      reason: `the smallest within 20% (the range of its passes) of the highest throughput (810 of 1,000 a second)${WORK}`,
    });
  });

  test('is said to be the smallest measured, not better than smaller ones that were not', () => {
    expect(recommendPoolSize([pass(1, 1000, 50), pass(4, 900, 50)])?.reason).toBe(
      `the highest throughput, 1,000 a second, and the smallest size that was measured${WORK}`,
    );
  });

  test('names why, where the length says what a transaction does', () => {
    const reason = (length: string) =>
      recommendPoolSize(
        [pass(2, 500, 50), pass(4, 1000, 50), pass(8, 1000, 50)].map((one) => ({
          ...one,
          levels: { ...one.levels, length },
        })),
      )?.reason;
    expect(reason('1 ms and 10 ms of thinking')).toMatch(
      /; a connection is held while the application thinks$/,
    );
    expect(reason('10 ms')).toContain(WORK);
    expect(reason('a report')).toMatch(/within 5% of it$/);
  });

  test('is no size with a failure, however fast', () => {
    expect(recommendPoolSize([pass(2, 900, 50), pass(4, 5000, 1, 3)])?.size).toBe(2);
    expect(recommendPoolSize([pass(4, 5000, 1, 3)])).toBeNull();
    expect(recommendPoolSize([])).toBeNull();
  });

  test('is judged by the median of the passes', () => {
    const lucky = [pass(1, 2000, 10), pass(1, 500, 90), pass(1, 510, 90)];
    expect(recommendPoolSize([...lucky, pass(4, 1000, 20), pass(4, 1010, 20)])?.size).toBe(4);
  });

  test('says where the largest measured is the best', () => {
    expect(recommendPoolSize([pass(2, 500, 50), pass(4, 1000, 50)])?.reason).toMatch(
      /; it is the largest that was measured, so a larger one may do better$/,
    );
  });
});

test('the answer: a size for each length, then each with its reason', () => {
  const answer = madeAnswer(madePoolSize, withLoads(...all));
  expect(answer).toMatch(
    /^Size of the pool to take, by the length of a transaction: “PgBouncer, transaction mode” 2 \(1 ms\), 2 \(10 ms\) and 32 \(2 ms and 20 ms thinking\)\. 1 ms: 2, the highest throughput, 1,998 a second, and no smaller size comes within 5% of it; such a transaction works without a pause, so more connections than cores only wait in the server instead of for the pool\. p99 there: 41\.3 ms/,
  );
  const single = madeView(madePoolSize, withLoads(...all.filter((one) => one.pass === 0)));
  expect(
    sectionOf(single)
      ?.answer(single)
      .some(({ firm }) => firm),
  ).toBe(false);
});

test('a curve is as sure as its size of the fewest passes', () => {
  const partial = all.filter(
    ({ pass, levels }) => pass === 0 || levels.length !== '10 ms' || levels.poolSize !== 32,
  );
  const view = madeView(madePoolSize, withLoads(...partial));
  const said = sectionOf(view)?.answer(view) ?? [];
  expect(said.map(({ firm }) => firm)).toEqual([false, true, false, true]);
});

test('the table: a row a size, the one to take with its reason, a failed one marked', () => {
  const failed = pass(64, 9000, 1, 5);
  const { rows } = renderedSection(madeView(madePoolSize, withLoads(...all, failed)));
  const row = (first: RegExp) => rows.find(({ cells }) => first.test(cells[0] ?? ''));
  expect(row(/^2 to take: the highest/)?.cells.slice(1)).toEqual([
    ...['sound, 3 passes', '1,998 1,959–2,029', '28.8 ms 28.0–30.0 ms'],
    '41.3 ms 40.1–43.0 ms',
  ]);
  expect(row(/^64$/)).toMatchObject({ marked: true });
  expect(row(/^64$/)?.cells[1]).toBe('5 of 3,000 failed; one pass');
});

test('the charts: a diamond on the size to take, a cross for what failed', () => {
  const view = madeView(madePoolSize, withLoads(...all, pass(64, 9000, 1, 5)));
  const charts = sectionOf(view)?.charts(view) ?? [];
  expect(charts).toHaveLength(2 * 3);
  const values = valuesOf(charts[0]);
  const marked = (mark: string) => values.filter((value) => value.mark === mark);
  expect(marked('star').map(({ x, y }) => [x, y])).toEqual([[2, 1998]]);
  expect(marked('cross').map(({ x }) => x)).toEqual([64]);
});
