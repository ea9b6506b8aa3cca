import { describe, expect, test } from 'vitest';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import { burstLines } from '../../bench/report/scenario/burst.js';
import { recoveryWords } from '../../bench/report/scenario/burst-answer.js';
import { burstsOf, recoveryOf } from '../../bench/report/scenario/recovery.js';
import { valuesOf } from './chart-values.js';
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

  test('is judged by 300 ms together: one slice of few arrivals decides nothing, failures do', () => {
    const late = (slices: readonly number[], failed = 0) =>
      burstTimelineOf(600, 50_000_000).map((slice) =>
        slices.includes(slice.atMs) ? { ...slice, p99Ns: 50_000_000, failed } : slice,
      );
    const at = (...slices: number[]) => recoveryOf(late(slices), bursts, first, second.fromMs);
    expect(at(5500)).toBe(600);
    expect(at(6900)).toBe(600);
    expect(at(5500, 5900)).toBe(600);
    expect(at(5500, 5600)).toBe(1700);
    expect(at(6800, 6900)).toBeNull();
    expect(recoveryOf(late([5500], 1), bursts, first, second.fromMs)).toBe(1600);
    // A slow one in the calm before raises nothing either.
    expect(recoveryOf(late([1000]), bursts, first, second.fromMs)).toBe(600);
    expect(at(1000, 5500, 5600)).toBe(1700);
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
    expect(recoveryWords([spread(200), null])).toMatch(/^not seen to recover/);
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
    expect(row?.cells.slice(0, 2)).toEqual([
      'Direct, a connection a client 1 pass',
      'rate not reached: 120 of 250 a second, 900 dropped 900 dropped of 3,000',
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
    expect(row?.cells.slice(1)).toEqual([
      ...['7 of 3,000 failed nothing dropped or late gone (08006)', 'recovered at once'],
      ...['2.00 ms', '6.00 ms', '3.00 ms', '9.60 ms', '60', '27.0 µs', '–'],
    ]);
    expect(row?.marked).toBe(true);
  });

  describe('where exchanges fail', () => {
    const timeline = burstTimelineOf(0, 1_200_000).map((slice) =>
      slice.atMs >= 3000 && slice.atMs < 4000 ? { ...slice, failed: 60 } : slice,
    );
    const failing = [0, 1].map((pass) =>
      loadPass({
        ...{ scenario: 'burst', probe: 'burst', arm: 'pooled', pass, timeline },
        ...{ offeredPerSecond: 1000, reachedPerSecond: 400, seconds: 12 },
        ...{ completed: 1200, failed: 1800, uncorrected: quantiles(1000) },
      }),
    );
    const own = all.filter(({ arm }) => arm === 'own');
    const view = madeView(madeBurst, withLoads(...own, ...failing));

    test('how many is said instead of a peak, and no rate was reached', () => {
      const answer = madeAnswer(madeBurst, withLoads(...own, ...failing));
      expect(answer).toMatch(
        /^A burst takes p99 from 1\.2\d ms to 50\.0 ms with “Direct, a connection a client”, recovered after 0\.3 s \(in every pass\); “PgBouncer, transaction mode”: 3,600 of 6,000 failed\. Measured from when a request was meant to start, p99 of “Direct/,
      );
      expect(madeAnswer(madeBurst, withLoads(...failing))).toMatch(
        /^No way to connect took what was offered\. “PgBouncer, transaction mode”: 3,600 of 6,000 failed\./,
      );
      const { rows, text } = renderedSection(view);
      const row = rows.find(({ cells }) => cells[0]?.startsWith('PgBouncer'));
      expect(row?.cells[1]).toBe('3,600 of 6,000 failed nothing dropped or late');
      expect(text.match(/rate reached/g)).toHaveLength(1);
    });

    test('the chart says so and has crosses without a latency', () => {
      const chart = sectionOf(view)
        ?.charts(view)
        .find(({ name }) => name === 'burst--pooled--timeline');
      expect(chart?.title).toBe('PgBouncer, transaction mode: 3,600 of 6,000 failed');
      expect(JSON.stringify(chart?.spec.title)).not.toContain('rate reached');
      const crossed = valuesOf(chart).filter(({ cross }) => cross !== null);
      expect(crossed.map(({ at }) => at)).toEqual(timeline.slice(30, 40).map((s) => s.atMs / 1000));
      expect(crossed.every(({ p99, sent }) => p99 === null && sent === null)).toBe(true);
    });
  });

  test('a point with one pass makes unsure what uses it', () => {
    const [one] = all.filter(({ arm }) => arm === 'pooled');
    if (one === undefined) throw new Error('no pass');
    const view = madeView(madeBurst, withLoads(...all.filter(({ arm }) => arm === 'own'), one));
    const said = sectionOf(view)?.answer(view) ?? [];
    expect(said.map(({ firm }) => firm)).not.toContain(true);
    expect(renderedSection(view).text).toContain('Some figures are of one pass');
    const whole = madeView(madeBurst, withLoads(...all));
    expect(
      sectionOf(whole)
        ?.answer(whole)
        .every(({ firm }) => firm),
    ).toBe(true);
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
    expect(row?.cells.at(-1)).toBe('60 waiting 10 servers used longest 4.20 ms');
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
