import { expect, inject, test } from 'vitest';
import { delayedSession } from '../../bench/calibrate/delayed-session.js';
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

/** What each of many exchanges took, and what the driver itself took of it, in milliseconds. */
async function timesOf(session: Session, share: number) {
  const times: { own: number; whole: number }[] = [];
  let own = 0;
  const watched: Session = {
    ...session,
    run: (index, done) => {
      const startedAt = performance.now();
      session.run(index, (...answer) => {
        own = performance.now() - startedAt;
        done(...answer);
      });
    },
  };
  const delayed = delayedSession(watched, share);
  for (let exchange = 0; exchange < 200; exchange++) {
    const whole = await new Promise<number>((resolve, reject) => {
      const startedAt = performance.now();
      delayed.run(0, (failure) =>
        failure ? reject(new Error(failure.message)) : resolve(performance.now() - startedAt),
      );
    });
    times.push({ own, whole });
  }
  return times;
}

test.each([0, 0.1, 0.5])(
  'each exchange takes a share of %d longer than the driver did',
  async (share) => {
    await withSessions(1, async ([session]) => {
      if (!session) throw new Error('no session');
      // Each exchange beside itself: what else the machine does is in both.
      const times = await timesOf(session, share);
      for (const { own, whole } of times) expect(whole).toBeGreaterThanOrEqual(own * (1 + share));
      const ratio = median(times.map(({ own, whole }) => whole / own));
      expect(ratio).toBeLessThan(1 + share + 0.03);
    });
  },
);

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
