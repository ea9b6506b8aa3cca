import { describe, expect, test } from 'vitest';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import { ladderOf } from '../../bench/report/scenario/pooling.js';
import type { Result } from '../../bench/result/result.js';
import { madePooling } from './made-pooling.js';
import { madeAnswer, madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';

/** As a run records it: PgBouncer's CPU is of the arms that go through it. */
const withPoolerCpu = (result: Result): Result => ({
  ...result,
  arms: result.arms.map((arm) =>
    /^(tx|session)-/.test(arm.arm) ? { ...arm, poolerCpuNs: 21_000 } : arm,
  ),
});

const view = madeView(madePooling, withPoolerCpu);
const [cell] = view.cells;

describe('the answer', () => {
  const answer = madeAnswer(madePooling, withPoolerCpu);

  test('leads with what RLS costs in all on each route that has a ladder', () => {
    expect(answer).toMatch(
      /^Over the statement alone, RLS \(BEGIN, set_config, query, COMMIT\) takes on “Read one invoice by id” for the largest tenant: direct, connections kept open: median latency 3\.03 times \(95% interval 3\.00 to 3\.06 times\); PgBouncer, transaction mode: median latency 3\.39 times/,
    );
  });

  test('says what the pooler itself costs, with its CPU, and the cheapest way on each route', () => {
    expect(answer).toContain(
      "The pooler itself, the statement alone over the same direct: PgBouncer, transaction mode: median latency +58.3% (95% interval +56.7 to +59.9%), 21.0 µs of PgBouncer's CPU;",
    );
    expect(answer).toMatch(/costs least over the statement alone: “RLS, one round trip, direct”/);
  });

  test('names with the cheapest way all that it is not told apart from', () => {
    const least = 'costs least over the statement alone: “RLS, one round trip, direct”';
    const answer = (low: number, untrusted = false) =>
      madeView(madePooling, (result) => ({
        ...result,
        contrasts: result.contrasts.map((one) =>
          one.treatment === 'direct-rls-context' && one.baseline === 'direct-where'
            ? { ...one, low, untrusted }
            : one,
        ),
      }));
    const said = (view: ReturnType<typeof answer>) =>
      sectionOf(view)
        ?.answer(view)
        .find(({ text }) => text.includes(least));
    const dearer = '“RLS, transaction and set_config, direct” (3.03\u00a0times) may cost as little';
    expect(said(answer(2.9))?.text).toMatch(
      /where “RLS, one round trip without BEGIN, direct” \(\+3\.3%\), .* may cost as little; “RLS, one/,
    );
    expect(said(answer(2.9))?.text).not.toContain(dearer);
    expect(said(answer(2.9))?.firm).toBe(true);
    expect(said(answer(1.01))?.text).toContain(dearer);
    // Left out as dearer by a comparison that means nothing.
    expect(said(answer(2.9, true))?.firm).toBe(false);
  });

  test('rests on nothing that is untrusted', () => {
    const doubtful = madeView(madePooling, (result) => ({
      ...result,
      contrasts: result.contrasts.map((one) => ({ ...one, untrusted: true })),
    }));
    const said = sectionOf(doubtful)?.answer(doubtful) ?? [];
    expect(said.length).toBeGreaterThan(0);
    expect(said.some(({ firm }) => firm)).toBe(false);
  });

  test('without PgBouncer says that its arms are missing, with the command', () => {
    const direct = {
      ...madePooling,
      arms: madePooling.arms.filter(({ route }) => route?.startsWith('direct')),
    };
    const said = madeAnswer(direct, (result) => ({
      ...result,
      skipped: madePooling.arms
        .filter(({ route }) => !route?.startsWith('direct'))
        .map(({ name }) => ({
          ...{ scenario: 'pooling', operation: null, tenant: null, concurrency: null, arm: name },
          reason: 'No PgBouncer 1.21 or newer was found: apt-get install pgbouncer',
        })),
    }));
    expect(said).toMatch(/Left out, \d+ arms: No PgBouncer 1\.21 or newer was found: apt-get/);
    expect(said).not.toContain('The pooler itself');
  });
});

describe('the ladder', () => {
  test('of the direct route: each step, and its last rung once more through the pooler', () => {
    if (cell === undefined) throw new Error('no cell');
    const rungs = ladderOf(view, cell, 'direct-pooled');
    expect(rungs.map(({ arm, step }) => [arm.name, step?.baseline])).toEqual([
      ['direct-where', undefined],
      ['direct-where-begin', 'direct-where'],
      ['direct-where-context', 'direct-where-begin'],
      ['direct-rls-context', 'direct-where-context'],
      ['tx-rls-context', 'direct-rls-context'],
    ]);
  });

  test('of the pooled one begins over the direct statement; both share a scale', () => {
    if (cell === undefined) throw new Error('no cell');
    const rungs = ladderOf(view, cell, 'pgbouncer-transaction');
    expect(rungs[0]?.step?.baseline).toBe('direct-where');
    expect(rungs).toHaveLength(4);
    const charts = sectionOf(view)?.charts(view) ?? [];
    expect(charts).toHaveLength(2);
    const scales = charts.map(
      ({ spec }) => /"domain":\[0,[\d.]+\]/.exec(JSON.stringify(spec))?.[0],
    );
    expect(scales[0]).toBeDefined();
    expect(scales[0]).toBe(scales[1]);
    expect(JSON.stringify(charts[0]?.spec)).toContain('the policy itself"');
  });
});

describe('the table', () => {
  const { rows, html } = renderedSection(view);
  const of = (way: string) => rows.filter(({ cells }) => cells[0] === way);

  test('a way on each route: p50, ratio with interval, server and PgBouncer CPU apart', () => {
    const [row] = of('RLS: BEGIN, set_config, query, COMMIT wire client, named statements');
    expect(row?.cells[1]).toBe(
      '182 µs 3.03 times 3.00 to 3.06 times dearer; detectable 1.0% server CPU 54.6 µs',
    );
    expect(row?.cells[2]).toMatch(
      /^322 µs 3\.39 times .* over direct: \+76\.9% \(\+75\.2 to \+78\.7\) server CPU 96\.6 µs PgBouncer CPU 21\.0 µs$/,
    );
    const [alone] = of('WHERE: query alone wire client, named statements');
    expect(alone?.cells[1]).toBe('60.0 µs the baseline of its route server CPU 18.0 µs');
  });

  test('what leaks, does nothing or cannot work has words instead of figures, and the reason', () => {
    const [leaking] = of('RLS: SET, query wire client, named statements');
    expect(leaking?.cells.slice(1, 3)).toEqual(['leaks', 'leaks']);
    const [nothing] = of('RLS: SET LOCAL without BEGIN, query wire client, named statements');
    expect(new Set(nothing?.cells.slice(1))).toEqual(new Set(['does nothing']));
    const reasons = rows.filter(({ cells }) => cells[2] === 'leaks' && cells.length === 4);
    expect(reasons.map(({ cells }) => cells[3])).toContain(
      'SET stays on a server connection that is given to another client for its next transaction',
    );
  });

  test('hostile titles are escaped', () => {
    const bad = madeView({
      ...madePooling,
      operations: madePooling.operations.map((one) => ({ ...one, title: '<script>x</script>' })),
    });
    expect(renderedSection(bad).html).not.toContain('<script');
    expect(html).not.toContain('undefined');
  });
});
