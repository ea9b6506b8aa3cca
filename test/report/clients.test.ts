import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../bench/report/alarms.js';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import { reachedRate, spreadOf, stateWords } from '../../bench/report/scenario/load-points.js';
import { trustFigures } from '../../bench/report/trust.js';
import type { LoadPass } from '../../bench/result/load-parts.js';
import { valuesOf } from './chart-values.js';
import { madeAnswer, madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';
import { HOSTILE } from './synthetic.js';
import {
  burstTimelineOf,
  clientsLoads,
  loadPass,
  madeClients,
  quantiles,
  TOO_MANY,
  withLoads,
} from './synthetic-loads.js';

const all = clientsLoads();

describe('the answer', () => {
  const answer = madeAnswer(madeClients, withLoads(...all));

  test('leads with where connections end, and what those who serve the most clients do', () => {
    expect(answer).toMatch(
      /^“Direct, a connection a client” and “PgBouncer, session mode” end at 197 of 200 connections; with 1,000 clients “PgBouncer, transaction mode” has a p99 of 2\.66 ms \(2\.58 ms to 2\.77 ms\) on 10 server connections\. /,
    );
  });

  test('says the refusal, who fell behind, the throughput and the memory', () => {
    expect(answer).toContain('Refused with: sorry, too many clients already (53300).');
    expect(answer).toContain(
      'Did not keep up: “Direct, a connection a request” with 1 client, rate not reached:',
    );
    expect(answer).toContain(
      'As fast as they can, 1,000 clients get through so much a second: “PgBouncer, transaction mode” 4,933',
    );
    expect(answer).toContain(
      '“PgBouncer, transaction mode” 29.6 MiB in 10 server processes for 1,000 clients',
    );
    // Connections that were refused hold no memory: what is said of them is of the last that were not.
    expect(answer).toContain(
      '“Direct, a connection a client” 296 MiB in 100 server processes for 100 clients',
    );
  });

  test('one pass is not firm, and a scenario without passes has no section', () => {
    const single = madeView(madeClients, withLoads(...all.filter(({ pass }) => pass === 0)));
    expect(
      sectionOf(single)
        ?.answer(single)
        .every(({ firm }) => !firm),
    ).toBe(true);
    expect(sectionOf(madeView(madeClients, withLoads(...all)))?.name).toBe('clients');
    expect(sectionOf(madeView(madeClients))).toBeUndefined();
    expect(madeAnswer(madeClients)).toBe('Too little was measured for an answer.');
  });

  test('a sentence is as sure as the point of it with the fewest passes', () => {
    // Interrupted: only the first pass has an open loop and 1,000 clients.
    const partial = all.filter(
      ({ pass, loop, levels }) =>
        pass === 0 || (loop === 'closed' && Number(levels.clients) < 1000),
    );
    const view = madeView(madeClients, withLoads(...partial));
    const said = sectionOf(view)?.answer(view) ?? [];
    const firm = (start: RegExp) => said.find(({ text }) => start.test(text))?.firm;
    expect(firm(/^“Direct, a connection a client” and/)).toBe(false);
    expect(firm(/^As fast as they can/)).toBe(false);
    const most = madeView(
      madeClients,
      withLoads(...partial.filter(({ levels }) => levels.clients !== 1000)),
    );
    const fewer = sectionOf(most)?.answer(most) ?? [];
    expect(fewer.find(({ text }) => /^As fast/.test(text))?.firm).toBe(true);
    expect(fewer[0]?.firm).toBe(false);
  });

  test('a way that fails for another reason than a refusal is said, with the reason', () => {
    const gone = [10, 50].map((clients) =>
      loadPass({
        ...{ levels: { clients }, clients, failed: 12, completed: 2988 },
        errors: [{ kind: 'connection', sqlState: '08006', message: 'gone', count: 12 }],
      }),
    );
    const others = all.filter(({ arm }) => arm !== 'pooled');
    const answer = madeAnswer(madeClients, withLoads(...others, ...gone));
    expect(answer).toContain(
      '“PgBouncer, transaction mode” failed with 10 and 50 clients, 24 of 6,000 failed: gone (08006).',
    );
    expect(madeAnswer(madeClients, withLoads(...all))).not.toContain('” failed with');
  });

  test('without PgBouncer its arms are said to be missing', () => {
    const direct = { ...madeClients, arms: madeClients.arms.slice(0, 2) };
    const answer = madeAnswer(direct, (result) =>
      withLoads(...all.filter(({ arm }) => arm === 'own'))({
        ...result,
        skipped: ['pooled', 'session'].map((arm) => ({
          ...{ scenario: 'clients', operation: null, tenant: null, concurrency: null, arm },
          reason: 'There is no PgBouncer here: apt-get install pgbouncer.',
        })),
      }),
    );
    expect(answer).toContain('no way to connect served 1,000 clients at the rate asked for');
    expect(answer).toMatch(/Left out, 2 arms: There is no PgBouncer here: apt-get install/);
  });
});

describe('the table', () => {
  const { rows, text } = renderedSection(madeView(madeClients, withLoads(...all)));
  const of = (first: string) => rows.filter(({ cells }) => cells[0] === first);

  test('a sound row: median with the smallest and largest of its passes', () => {
    const [open, closed] = of('50 clients PgBouncer, transaction mode');
    expect(open).toMatchObject({ marked: false });
    expect(open?.cells.slice(1, 5)).toEqual([
      ...['sound, 3 passes', '443 µs 430–461 µs', '1.33 ms 1.29–1.38 ms'],
      '998 979–1,013',
    ]);
    expect(open?.cells.at(-3)).toBe('21.0 µs 21.0 µs');
    expect(closed?.cells[1]).toBe('sound, 3 passes');
  });

  test('refused clients and rates that were not reached are marked and said', () => {
    const [refused] = of('200 clients Direct, a connection a client');
    expect(refused?.marked).toBe(true);
    expect(refused?.cells[1]).toBe(
      '197 of 200 connections opened; sorry, too many clients already (53300)',
    );
    const [behind] = of('1 client Direct, a connection a request');
    expect(behind?.marked).toBe(true);
    expect(behind?.cells[1]).toMatch(/^rate not reached: 304 of 1,000 a second, 1,900 dropped$/);
  });

  test('several passes are said to be so, and one alone', () => {
    expect(text).toContain('Each figure is the median over passes in random order');
    const single = renderedSection(
      madeView(madeClients, withLoads(...all.filter(({ pass }) => pass === 0))),
    );
    expect(single.text).toContain('One pass a figure: how much it varies');
    expect(single.rows.some(({ cells }) => cells[1] === 'one pass')).toBe(true);
  });
});

test('a chart crosses what failed or was refused, and shows no latency for it', () => {
  const view = madeView(madeClients, withLoads(...all));
  const charts = sectionOf(view)?.charts(view) ?? [];
  expect(charts.map(({ name }) => name)).toEqual([
    'clients--open--latency',
    'clients--closed--latency',
    'clients--throughput',
  ]);
  const values = valuesOf(charts[0]);
  const at = (line: string, mark: string) =>
    values.filter((value) => value.line === line && value.mark === mark).length;
  expect(at('Direct, a connection a client', 'cross')).toBe(3);
  expect(at('Direct, a connection a client', 'filled')).toBe(4);
  expect(at('Direct, a connection a request', 'hollow')).toBe(7);
  expect(at('PgBouncer, transaction mode', 'filled')).toBe(7);
});

describe('a pass', () => {
  const words = (...passes: LoadPass[]) =>
    stateWords({
      passes,
      state: passes.some(({ failed }) => failed > 0)
        ? 'failed'
        : passes.every(reachedRate)
          ? 'sound'
          : 'behind',
    });

  test('with one failure is failed, however fast the others were', () => {
    const failed = loadPass({
      ...{ failed: 12, completed: 2988, corrected: quantiles(1000) },
      errors: [{ kind: 'error response', sqlState: '57014', message: 'canceled', count: 12 }],
    });
    expect(words(failed, loadPass())).toBe('12 of 6,000 failed; canceled (57014)');
    const view = madeView(madeClients, withLoads({ ...failed, levels: { clients: 10 } }));
    const { rows } = renderedSection(view);
    expect(rows.filter(({ marked }) => marked)).toHaveLength(1);
    expect(sectionOf(view)?.answer(view)[0]?.text).toMatch(
      /^No way to connect served 10\u00a0clients/,
    );
    expect(alarmsOf(view.part).map(({ title }) => title)).toContain(
      '1\u00a0arm failed under load: what succeeded there is no measure of speed.',
    );
  });

  test('that could not be made says why', () => {
    const none = loadPass({ intended: 0, completed: 0, failed: 1, errors: [TOO_MANY] });
    expect(words(none)).toBe(
      'could not be made; sorry, too many clients already (53300); one pass',
    );
  });

  test('that no thread made is no exchange that failed, and has no CPU', () => {
    const why = { kind: 'connection', sqlState: '', message: 'No pooler.', count: 1 };
    const unmade = loadPass({
      ...{ threads: 0, intended: 1, completed: 0, failed: 1, errors: [why], clientCpuNs: 0 },
      ...{ levels: { clients: 10 }, corrected: null, uncorrected: null },
    });
    expect(words(unmade)).toBe('1 of 1\u00a0pass could not be made; No pooler.; one pass');
    expect(words(unmade, loadPass())).toBe('1 of 2\u00a0passes could not be made; No pooler.');
    const failed = loadPass({ failed: 12, completed: 2988, levels: { clients: 10 } });
    expect(words(unmade, failed)).toBe(
      '1 of 2\u00a0passes could not be made, 12 of 3,000 failed; No pooler.',
    );
    const cpu = (...passes: LoadPass[]) =>
      renderedSection(madeView(madeClients, withLoads(...passes))).text.match(/14\.0 µs/g);
    expect(cpu(unmade, failed)).toEqual(['14.0 µs']);
  });

  test('reached its rate if none was dropped and no backlog was left', () => {
    const timeline = burstTimelineOf(0, 1);
    const took = (seconds: number) => loadPass({ seconds, timeline });
    expect(reachedRate(took(12.05))).toBe(true);
    expect(reachedRate(took(12.9))).toBe(false);
    expect(reachedRate({ ...took(12.05), dropped: 1 })).toBe(false);
    expect(reachedRate({ ...took(99), loop: 'closed', offeredPerSecond: null })).toBe(true);
  });
});

test('a spread is the median with the smallest and largest; what is not known is left out', () => {
  expect(spreadOf([3, null, 1, undefined, 2])).toEqual({ value: 2, low: 1, high: 3, passes: 3 });
  expect(spreadOf([4, 2])).toEqual({ value: 3, low: 2, high: 4, passes: 2 });
  expect(spreadOf([null])).toBeNull();
});

test('trust: passes instead of identical arms, and one pass alarms', () => {
  const { part } = madeView(madeClients, withLoads(...all));
  const figures = trustFigures(part);
  expect(figures.map(({ label }) => label)).not.toContain('Identical arms (A/A)');
  expect(figures.find(({ label }) => label === 'Passes of a load')).toMatchObject({
    ...{ value: '3', alarm: false },
  });
  const single = { ...part, loads: part.loads.slice(0, 1) };
  expect(trustFigures(single).find(({ label }) => label === 'Passes of a load')?.alarm).toBe(true);
});

test('the words of a server are escaped', () => {
  const bad = loadPass({
    ...{ levels: { clients: 20 }, clients: 20, connected: 19 },
    connectErrors: [{ ...TOO_MANY, message: HOSTILE }],
  });
  const { text, html } = renderedSection(madeView(madeClients, withLoads(bad)));
  expect(html).not.toContain('<script');
  expect(text).toContain('<script>alert("x")</script>');
});
