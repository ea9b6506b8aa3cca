import { afterAll, beforeAll, expect, test } from 'vitest';
import { hammer } from '../../bench/probe/hammer.js';
import type { ProbeRequest } from '../../bench/probe/probe.js';
import type { HammerResult } from '../../bench/result/load-parts.js';
import { leaksFound } from '../../bench/run/leaks-found.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import invoices from '../../schemas/invoices/rows.js';
import { arm, latest, manyTenants } from '../hammer/many-tenants.js';
import { SMALL } from '../run/small-run.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let given: Awaited<ReturnType<typeof manyTenants>>;

beforeAll(async () => {
  database = await openTestDatabase();
  given = await manyTenants(database, await openTestPoolers());
}, 60_000);

afterAll(() => database.close());

/** What the probe tells of a scenario with these arms. */
async function hammered(arms: readonly Arm[], over: Partial<ProbeRequest> = {}) {
  const results: HammerResult[] = [];
  await hammer({
    ...given,
    scenario: {
      ...{ name: 'hammered', question: 'Does it leak?', dataset: 'none', operations: [latest] },
      ...{ arms, contrasts: [], telling: [latest.name], concurrent: [], probes: ['hammer'] },
    },
    ...{ rows: invoices, profile: SMALL, proved: [] },
    ...{ onFigure: () => {}, onLoad: () => {}, onLeak: () => {}, onDoing: () => {} },
    onSkip: () => {},
    onHammer: (result) => results.push(result),
    ...over,
  });
  return results;
}

test('each pooled RLS arm is hammered on a pooler of its own: what one leaves is not the next’s', async () => {
  const results = await hammered([
    arm('session-set'),
    arm('set-local'),
    arm('none', { name: 'where', isolation: 'where' }),
    arm('set-local', { name: 'direct', route: 'direct-pooled' }),
    arm('set-config', { name: 'again', repeats: 'set-config' }),
  ]);
  expect(results.map(({ arm: name, verdict }) => [name, verdict])).toEqual([
    ['session-set', 'control caught'],
    ['set-local', 'no leak'],
  ]);
  expect(results.map(({ factors }) => factors.context)).toEqual(['session-set', 'set-local']);
  expect(leaksFound(results)).toBeUndefined();
});

test('without poolers, and when interrupted, it tells nothing', async () => {
  expect(await hammered([arm('set-local')], { poolers: undefined })).toEqual([]);
  expect(await hammered([arm('set-local')], { signal: AbortSignal.abort() })).toEqual([]);
});
