import { expect, inject, test } from 'vitest';
import { delayedSession } from '../../bench/calibrate/delayed-session.js';
import { seededRandom } from '../../bench/load/random.js';
import { runRounds } from '../../bench/load/rounds.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { Session, Work } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import { median } from '../../bench/stats/quantiles.js';

/** A third of a millisecond, so that reading the clock is nothing of it. */
const WORK: Work[] = [
  {
    exchange: [
      [
        {
          part: 'query',
          name: 'sum',
          text: 'select sum(n) from generate_series(1, 3000) n',
          values: [],
        },
      ],
    ],
    expectedRows: 1,
    tenantId: '',
  },
];

async function withSessions(count: number, work: (sessions: Session[]) => Promise<void>) {
  const sessions: Session[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const session = await openWireSession(inject('admin'), { decodeEvery: 0 });
      sessions.push(session);
      await session.prepare(WORK);
    }
    await work(sessions);
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function medianNs(arms: Record<string, Session>): Promise<Record<string, number>> {
  const { samples, failure } = await runRounds({
    arms: Object.entries(arms).map(([name, session]) => ({
      ...{ name, sessions: [session], workIndexes: [0] },
    })),
    ...{ draw: 'at random', rounds: 300, random: seededRandom(1) },
    signal: new AbortController().signal,
  });
  expect(failure).toBeUndefined();
  return Object.fromEntries([...samples].map(([name, { latencyNs }]) => [name, median(latencyNs)]));
}

test('the same connection, as it is and delayed by half: half as much again', async () => {
  await withSessions(1, async ([session]) => {
    if (!session) throw new Error('no session');
    // One backend for both: two would differ by more than what is looked for.
    const { plain = 0, delayed = 0 } = await medianNs({
      plain: delayedSession(session, 0),
      delayed: delayedSession(session, 0.5),
    });
    expect(delayed / plain).toBeGreaterThan(1.4);
    expect(delayed / plain).toBeLessThan(1.6);
  });
});

test('what went wrong, and the rows to look at, come through', async () => {
  await withSessions(1, async ([session]) => {
    if (!session) throw new Error('no session');
    const delayed = delayedSession(session, 0.1);
    expect(await runOnce(delayed, 0)).toBeUndefined();
    expect(delayed.backendPid).toBe(session.backendPid);
    const wrong = WORK.map((each) => ({ ...each, expectedRows: 2 }));
    await delayed.prepare(wrong);
    expect(await runOnce(delayed, 0)).toMatchObject({ kind: 'wrong-row-count' });
  });
});
