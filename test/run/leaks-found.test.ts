import { expect, test, vi } from 'vitest';
import { RunFailedError } from '../../bench/errors.js';
import type { Probe } from '../../bench/probe/probe.js';
import type { HammerResult } from '../../bench/result/load-parts.js';
import { leaksFound } from '../../bench/run/leaks-found.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import { makeOut, runSmall, SMALL, smallScenario } from './small-run.js';

const hammer = (arm: string, over: Partial<HammerResult>): HammerResult => ({
  ...{ scenario: 'leaks', arm, clients: 32, tenants: 16, poolSize: 3, isControl: false },
  factors: { isolation: 'rls', context: 'set-local', client: 'wire', planCacheMode: 'auto' },
  ...{ reads: 1000, rows: 3000, foreignReads: 0, emptyReads: 0, firstCaughtMs: null, seconds: 1 },
  ...{ errors: [], verdict: 'no leak', note: '', ...over },
});

const sound = hammer('set-local', {});
const caught = hammer('session-set', { isControl: true, verdict: 'control caught' });
const leak = hammer('set-config', { foreignReads: 7, verdict: 'leak' });
const missed = hammer('session-set', { isControl: true, verdict: 'control missed' });
const failed = hammer('token', { reads: 0, verdict: 'failed', note: '3 exchanges failed' });

test('a run whose arms hold and whose controls leak ends well', () => {
  expect(leaksFound([])).toBeUndefined();
  expect(leaksFound([sound, caught])).toBeUndefined();
});

test.each([
  [[sound, leak], 'A leak: leaks, arm set-config: 7 of 1000 reads had a row of another tenant'],
  [
    [missed, sound],
    'The check for leaks is blind: leaks, arm session-set has to leak, and none of 1000 reads showed it',
  ],
  [[failed, caught], 'The hammer failed: leaks, arm token: 3 exchanges failed'],
  [
    [failed, missed, leak],
    'A leak: leaks, arm set-config: 7 of 1000 reads had a row of another tenant (and 2 more arms of the hammer)',
  ],
])('anything else ends it with exit code 1, the most telling first', (hammers, message) => {
  expect(leaksFound(hammers)).toMatchObject({ exitCode: 1, message });
});

// What the real one finds is in test/hammer and test/probe.
vi.mock('../../bench/probe/hammer.js', () => {
  const findsALeak: Probe = async ({ onHammer }) => onHammer(leak);
  return { hammer: findsALeak };
});

test('a run in which the hammer found a leak is complete, and ends with that error', async () => {
  const { arms, operations, ...small } = smallScenario();
  const scenario: Scenario = {
    ...{ ...small, contrasts: [], telling: ['point'], probes: ['hammer'] },
    arms: arms.filter(({ name }) => name === 'where' || name === 'rls-context'),
    operations: operations.filter(({ name }) => name === 'point'),
  };
  const { result, error } = await runSmall({
    scenarios: [scenario],
    profile: { ...SMALL, minimumBlocks: 1, roundsPerBlock: 10, loadSeconds: 0 },
    reportsFolder: await makeOut(),
  });
  expect([result.status, result.statusReason]).toEqual(['complete', null]);
  expect(result.hammers).toEqual([leak]);
  expect(error).toBeInstanceOf(RunFailedError);
  expect((error as Error).message).toMatch(/^A leak: leaks, arm set-config: 7 of 1000 reads/);
}, 60_000);
