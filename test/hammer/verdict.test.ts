import { expect, test } from 'vitest';
import { extentOf } from '../../bench/hammer/extent.js';
import { type HammerCounts, isControl, noteOf, verdictOf } from '../../bench/hammer/verdict.js';

const counts = (over: Partial<HammerCounts> = {}): HammerCounts => ({
  ...{ isControl: false, reads: 1000, foreignReads: 0, emptyReads: 0, errors: [], ...over },
});
const error = { kind: 'server-error', sqlState: '42P05', message: 'already exists', count: 2 };

test.each([
  ['no leak', counts()],
  ['leak', counts({ foreignReads: 1 })],
  ['leak', counts({ foreignReads: 1, errors: [error], emptyReads: 3 })],
  ['failed', counts({ errors: [error] })],
  ['failed', counts({ emptyReads: 1 })],
  ['failed', counts({ reads: 0 })],
  ['control caught', counts({ isControl: true, foreignReads: 1 })],
  ['control caught', counts({ isControl: true, foreignReads: 1, emptyReads: 999 })],
  ['control missed', counts({ isControl: true })],
  ['control missed', counts({ isControl: true, emptyReads: 1000 })],
  ['failed', counts({ isControl: true, errors: [error] })],
  ['failed', counts({ isControl: true, reads: 0 })],
] as const)('%s', (verdict, given) => {
  expect(verdictOf(given)).toBe(verdict);
  const saysWhy = verdict === 'failed' || verdict === 'control missed' || given.errors.length > 0;
  expect(noteOf(given) !== '').toBe(saysWhy);
});

test('errors are told by the most frequent', () => {
  const rare = { ...error, sqlState: '26000', message: 'does not exist', count: 1 };
  expect(noteOf(counts({ errors: [rare, error] }))).toMatch(
    /^3 exchanges failed .*: 42P05 already exists$/,
  );
});

test('what has to leak depends on the route: session mode cleans up', () => {
  const on = (
    context: 'session-set' | 'set-local',
    route: 'pgbouncer-transaction' | 'pgbouncer-session',
  ) => isControl({ context, route, client: 'wire' });
  expect(on('session-set', 'pgbouncer-transaction')).toBe(true);
  expect(on('session-set', 'pgbouncer-session')).toBe(false);
  expect(on('set-local', 'pgbouncer-transaction')).toBe(false);
  expect(isControl({ context: 'session-set', client: 'wire' })).toBe(false);
});

test('start and quick share a second or twelve; from standard on each arm has a time of its own', () => {
  const counts = { controls: 3, others: 8 };
  const secondsInAll = (profile: 'start' | 'quick') =>
    3 * extentOf(profile, true, counts).seconds + 8 * extentOf(profile, false, counts).seconds;
  expect(secondsInAll('quick')).toBeCloseTo(12);
  expect(secondsInAll('start')).toBeCloseTo(1);
  expect(extentOf('quick', true, counts).seconds).toBe(1);
  expect(extentOf('standard', true, counts).seconds).toBe(1);
  expect(extentOf('standard', false, counts)).toEqual({ reads: 1_000_000, seconds: 30 });
  expect(extentOf('thorough', false, counts).reads).toBe(1_000_000);
  expect(extentOf('thorough', false, counts).seconds).toBeGreaterThan(600);
});
