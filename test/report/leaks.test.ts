import { expect, test } from 'vitest';
import { knownOf } from '../../bench/leak/known.js';
import { TRANSACTION } from '../../bench/leak/route.js';
import { scenarioAnswer } from '../../bench/report/page/sections/registry.js';
import { leakTables } from '../../bench/report/scenario/leaks.js';
import { BLIND } from '../../bench/result/leak-notes.js';
import type { HammerResult, LeakResult } from '../../bench/result/load-parts.js';
import { madeAnswer, madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';
import { HAMMERS, madeHammer, madeLeakScenario, madeLeaks, withLeaks } from './synthetic-leaks.js';

const view = (leaks: readonly LeakResult[], hammers?: readonly HammerResult[]) =>
  madeView(madeLeakScenario, withLeaks(leaks, hammers));
const answer = (leaks: readonly LeakResult[], hammers?: readonly HammerResult[]) =>
  madeAnswer(madeLeakScenario, withLeaks(leaks, hammers));

test('the answer counts what leaks in transaction mode, and says what does not', () => {
  const leaks = madeLeaks();
  const here = leaks.filter(({ route }) => route === TRANSACTION);
  const leaking = here.filter(({ observed }) => observed === 'leaks');
  const said = answer(leaks);
  expect(said).toContain(
    `${leaking.length} of ${here.length} ways to set something (16 kinds of state) leave it`,
  );
  expect(said).toMatch(/to the next client: custom setting, role, session authorization, /);
  expect(said).toMatch(/These leave nothing: .*SET LOCAL in a transaction/);
  // SET leaks most that it sets: alone it may not stand among what leaves nothing.
  expect(said).toContain('SET (timezone, a tracked parameter)');
  expect(said).toMatch(/set nothing at all, without an error: SET LOCAL outside a transaction/);
  expect(said).toContain(
    '0 rows of another tenant in 1,200,000 checked reads with SET LOCAL in a transaction and signed token. The control that has to leak was caught after 4.00 ms, in 19,000 of 20,000 reads.',
  );
  expect(said).toContain(
    'Of the 16 kinds of state that were asked for nothing leaks in session mode and transaction mode with server_reset_query_always=1.',
  );
  expect(scenarioAnswer(view(leaks)).every(({ firm }) => firm)).toBe(true);
});

test('that nothing leaks is said of a whole run only, of all that transaction mode was asked', () => {
  const one = madeLeaks().filter(({ state }) => state === 'custom setting');
  expect(answer(one)).toContain(
    'Of the one kind of state that was asked for, custom setting, nothing leaks in session mode and',
  );
  expect(answer(one)).toContain('(1 kind of state) leave it to the next client: custom setting.');
  const place = one.filter(({ route }) => route === 'pgbouncer-session').slice(0, 1);
  const rest = one.filter(({ route }) => route !== 'pgbouncer-session');
  const partly = answer([...rest, ...place]);
  expect(partly).toContain('nothing leaks in transaction mode with server_reset_query_always=1.');
  expect(answer(place)).not.toContain('nothing leaks');
  const cut = madeAnswer(madeLeakScenario, (result) =>
    withLeaks(madeLeaks())({ ...result, status: 'partial' }),
  );
  expect(cut).not.toContain('nothing leaks');
});

test('a row a way and a column a route, the routes in their order however they were told', () => {
  const { whole, further } = leakTables(view(madeLeaks().reverse()));
  expect(whole.routes.slice(0, 3)).toEqual(['direct-per-request', 'direct-pooled', TRANSACTION]);
  expect([whole.routes.length, further.routes.length]).toEqual([5, 2]);
  const places = whole.states.flatMap(({ rows }) => rows).flatMap((row) => row.places);
  expect(places).not.toContain(undefined);
  // Those of the other table are about a few states, each in one of the two.
  expect(new Set(further.states.map(({ state }) => state)).size).toBe(6);
});

test('each place is a word in the table with its transcript behind it, escaped', () => {
  const leaks = madeLeaks().map((leak) => ({
    ...leak,
    transcript: ['A: <script>alert(1)</script>'],
  }));
  const { rows, text } = renderedSection(view(leaks));
  const row = rows.find(({ cells }) => cells[0] === 'SET LOCAL outside a transaction');
  expect(row?.cells.slice(1, 4)).toEqual([
    ...Array.from({ length: 3 }, () => 'does nothing A: <script>alert(1)</script>'),
  ]);
  expect(row?.cells).toHaveLength(6);
  const temp = rows.find(({ cells }) => cells[0] === 'CREATE TEMP TABLE');
  expect(temp?.cells.slice(1).map((cell) => cell.replace(/ A: .*/, ''))).toEqual([
    ...['does not leak', 'leaks', 'leaks', 'does not leak', 'does not leak'],
  ]);
  expect(text).toContain('PostgreSQL 18 and PgBouncer 1.24.1');
});

test('a leak that was not known is told, and makes the answer unsure', () => {
  const leaks = madeLeaks((place) =>
    place.route === TRANSACTION && place.way === 'SET LOCAL in a transaction'
      ? 'leaks'
      : knownOf(place),
  );
  expect(answer(leaks)).toContain(
    'A leak that was not known: custom setting, SET LOCAL in a transaction, pgbouncer-transaction: leaks, where "does not leak" was known.',
  );
  expect(scenarioAnswer(view(leaks))[0]?.firm).toBe(false);
  const { text } = renderedSection(view(leaks));
  expect(text).toContain('leaks known: does not leak');
});

test('a matrix that is blind says so, and so does a hammer whose control was missed', () => {
  const blind = madeLeaks().map((leak) =>
    leak.state === 'role' ? { ...leak, note: BLIND } : leak,
  );
  expect(answer(blind)).toContain('The matrix is blind to role');
  expect(scenarioAnswer(view(blind))[0]?.firm).toBe(false);
  const missed = [
    madeHammer('set-local'),
    madeHammer('session-set', { isControl: true, verdict: 'control missed' }),
  ];
  const said = answer(madeLeaks(), missed);
  expect(said).toContain('No control was caught, so that proves little.');
  expect(said).toContain('The hammer is blind: SET without RESET has to leak and was not caught.');
});

test('a leak under load leads the answer', () => {
  const leak = madeHammer('set-local', { verdict: 'leak', foreignReads: 7 });
  expect(answer(madeLeaks(), [leak, ...HAMMERS.slice(0, 1)])).toMatch(
    /^Rows of another tenant were read with SET LOCAL in a transaction: 7 of 600,000 reads\./,
  );
});

test('controls stand last in the table of the hammer and are named as such', () => {
  const { rows } = renderedSection(view([], HAMMERS));
  expect(rows.at(-1)?.cells.slice(0, 3)).toEqual([
    'SET without RESET control: has to go wrong',
    'caught, as it has to be',
    '19,000',
  ]);
});

test('without PgBouncer the answer says that it was not asked', () => {
  const direct = madeLeaks().filter(({ route }) => route.startsWith('direct'));
  const [first] = scenarioAnswer(view(direct, []));
  expect(first).toMatchObject({ firm: false });
  expect(first?.text).toMatch(/^PgBouncer was not asked/);
});
