import { describe, expect, test } from 'vitest';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import {
  burstLines,
  burstsOf,
  recoveryOf,
  recoveryWords,
} from '../../bench/report/scenario/burst.js';
import { madeAnswer, madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';
import {
  burstLoads,
  burstTimelineOf,
  loadPass,
  madeBurst,
  quantiles,
  withLoads,
} from './synthetic-loads.js';

const all = burstLoads();

describe('bursts', () => {
  test('are where many times the arrivals were intended', () => {
    expect(burstsOf(all)).toEqual([
      { fromMs: 3000, toMs: 4000 },
      { fromMs: 7000, toMs: 8000 },
    ]);
  });

  test('a thin slice within one does not cut it in two', () => {
    const timeline = burstTimelineOf(0, 1).map((slice) =>
      slice.atMs === 3500 ? { ...slice, intended: 20 } : slice,
    );
    expect(burstsOf([{ timeline }])).toHaveLength(2);
  });

  test('are none where the rate stays', () => {
    const timeline = burstTimelineOf(0, 1).map((slice, i) => ({ ...slice, intended: 9 + (i % 5) }));
    expect(burstsOf([{ timeline }])).toEqual([]);
    expect(burstsOf([])).toEqual([]);
  });
});

describe('recovery', () => {
  const bursts = burstsOf(all);
  const [first = { fromMs: 0, toMs: 0 }, second = { fromMs: 0, toMs: 0 }] = bursts;

  test('is the time from the end of a burst to the end of the slow slices', () => {
    const timeline = burstTimelineOf(600, 50_000_000);
    expect(recoveryOf(timeline, bursts, first, second.fromMs)).toBe(600);
    expect(recoveryOf(timeline, bursts, second)).toBe(600);
    expect(recoveryOf(burstTimelineOf(0, 50_000_000), bursts, first, second.fromMs)).toBe(0);
  });

  test('does not come while slices are slow, fail or are dropped until the next burst', () => {
    const slow = burstTimelineOf(3000, 50_000_000);
    expect(recoveryOf(slow, bursts, first, second.fromMs)).toBeNull();
    const failing = burstTimelineOf(0, 1).map((slice) =>
      slice.atMs === 6900 ? { ...slice, failed: 1 } : slice,
    );
    expect(recoveryOf(failing, bursts, first, second.fromMs)).toBeNull();
    const lost = burstTimelineOf(0, 1).map((slice) =>
      slice.atMs === 11_900 ? { ...slice, dropped: 1 } : slice,
    );
    expect(recoveryOf(lost, bursts, second)).toBeNull();
  });

  test('needs arrivals: slices in which only the backlog ended are no calm', () => {
    const backlog = burstTimelineOf(3000, 50_000_000).map((slice) =>
      slice.atMs < 9000 ? slice : { ...slice, intended: 0, p99Ns: null },
    );
    expect(recoveryOf(backlog, bursts, second)).toBeNull();
  });

  test('in words, of the burst that took longest', () => {
    const spread = (value: number) => ({ value, low: value, high: value + 100, passes: 3 });
    expect(recoveryWords([spread(200), spread(500)])).toBe(
      'recovered after 0.5\u00a0s (0.5\u00a0s to 0.6\u00a0s)',
    );
    expect(recoveryWords([spread(200), null])).toMatch(/^not recovered/);
    expect(recoveryWords([{ value: 0, low: 0, high: 0, passes: 3 }])).toBe('recovered at once');
    expect(recoveryWords([])).toBe('');
  });
});

describe('the page', () => {
  test('leads with the highest and lowest peak, then what correction adds', () => {
    const answer = madeAnswer(madeBurst, withLoads(...all));
    expect(answer).toMatch(
      /^A burst takes p99 from 1\.2\d ms to 200 ms with “PgBouncer, transaction mode”, recovered after 1\.2 s \(in every pass\); from 1\.2\d ms to 50\.0 ms with “Direct, a connection a client”, recovered after 0\.3 s \(in every pass\)\./,
    );
    expect(answer).toContain('“PgBouncer, transaction mode”: 12 sent late of 9,000.');
    expect(answer).toContain(
      'Measured from when a request was meant to start, p99 of “PgBouncer, transaction mode” is 156 ms; from when it was sent only 1.14 ms',
    );
  });

  test('a rate that was not reached is said in the answer and in its row', () => {
    const behind = loadPass({
      ...{ scenario: 'burst', probe: 'burst', arm: 'own', timeline: burstTimelineOf(0, 9e8) },
      ...{ seconds: 12, offeredPerSecond: 250, reachedPerSecond: 120, dropped: 900 },
    });
    const answer = madeAnswer(madeBurst, withLoads(behind));
    expect(answer).toContain(
      '“Direct, a connection a client”: rate not reached: 120 of 250 a second, 900 dropped; 900 dropped of 3,000.',
    );
    const { rows } = renderedSection(madeView(madeBurst, withLoads(behind)));
    const row = rows.find(({ cells }) => cells[0]?.startsWith('Direct'));
    expect(row?.marked).toBe(true);
    expect(row?.cells.slice(0, 3)).toEqual([
      ...['Direct, a connection a client 1 pass'],
      ...['rate not reached: 120 of 250 a second, 900 dropped', '900 dropped of 3,000'],
    ]);
  });

  test('corrected beside uncorrected, with who waited and the errors', () => {
    const failing = {
      ...loadPass({
        ...{ scenario: 'burst', probe: 'burst', arm: 'pooled', failed: 7, completed: 2993 },
        ...{ corrected: quantiles(2e6), uncorrected: quantiles(1e6) },
        errors: [{ kind: 'connection', sqlState: '08006', message: 'gone', count: 7 }],
        timeline: burstTimelineOf(0, 9e6),
      }),
    };
    const { rows } = renderedSection(madeView(madeBurst, withLoads(failing)));
    const row = rows.find(({ cells }) => cells[0]?.startsWith('PgBouncer'));
    expect(row?.cells.slice(2)).toEqual([
      ...['7 failed of 3,000 gone (08006)', 'recovered at once'],
      ...['2.00 ms', '6.00 ms', '3.00 ms', '9.60 ms', '60', '27.0 µs', '–'],
    ]);
    expect(row?.marked).toBe(true);
  });

  test('slices have medians over passes; who waits is asked of PgBouncer where there is one', () => {
    const [own, pooled] = burstLines(madeView(madeBurst, withLoads(...all)));
    const at = (line: typeof own, ms: number) => line?.slices.find(({ atMs }) => atMs === ms);
    expect(at(own, 3500)?.intendedPerSecond).toBeCloseTo(1020, 0);
    expect(at(own, 3500)?.p99Ns?.passes).toBe(3);
    expect(at(own, 4500)?.waiting?.value).toBe(0);
    expect(at(pooled, 4500)?.waiting?.value).toBe(60);
    expect(at(pooled, 4700)?.waiting?.value).toBe(0);
  });

  test('what PgBouncer said of itself: of each the most', () => {
    const { rows } = renderedSection(madeView(madeBurst, withLoads(...all)));
    const row = rows.find(({ cells }) => cells[0]?.startsWith('PgBouncer'));
    expect(row?.cells.at(-1)).toBe('60 waiting, 10 server connections used, longest wait 4.20 ms');
  });

  test('one chart a route, on one scale of time and of latency', () => {
    const view = madeView(madeBurst, withLoads(...all));
    const charts = sectionOf(view)?.charts(view) ?? [];
    expect(charts.map(({ name }) => name)).toEqual([
      'burst--own--timeline',
      'burst--pooled--timeline',
    ]);
    const domains = charts.map(({ spec }) =>
      [...JSON.stringify(spec).matchAll(/"domain":\[[\d.,]+\]/g)].map(([domain]) => domain),
    );
    expect(domains[0]).toEqual(domains[1]);
  });
});
