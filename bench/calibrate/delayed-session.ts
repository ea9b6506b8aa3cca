// This clock costs a third of the global `performance`: see bench/load/rounds.ts.
import { performance } from 'node:perf_hooks';
import type { Session } from '../load/session.js';

/**
 * A session whose exchanges take longer by a share of what each took: it runs the real exchange and
 * then spins before it answers, so that every latency is (1 + share) times what it would have been and
 * nothing else is changed. A share of 0 only looks at the clock as often: base's sessions get that, so
 * that looking costs both sides the same.
 *
 * Not pg_sleep: it would be another plan and another statement, which exact checks catch without any
 * clock; and it sleeps by the kernel's timers, late by tens of microseconds where 1% is about one. Not
 * setTimeout: it ticks in milliseconds. While it spins nothing else of the thread runs, so it tells the
 * truth at concurrency 1 alone, which is what a gate times.
 *
 * @param share 0.05 is 5% longer
 */
export function delayedSession(session: Session, share: number): Session {
  return {
    ...session,
    run(index, done) {
      const startedAt = performance.now();
      session.run(index, (failure, check) => {
        const answeredAt = performance.now();
        const until = answeredAt + share * (answeredAt - startedAt);
        while (performance.now() < until);
        done(failure, check);
      });
    },
  };
}
