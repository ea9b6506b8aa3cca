import type { ExchangeFailure, PlanCounts, Session } from '../../bench/load/session.js';

export interface FakeSession extends Session {
  /** Work indexes run so far, in order. */
  readonly ran: readonly number[];
  readonly closed: () => boolean;
}

/**
 * A session that answers every exchange after `delayMs`, or never finishes (`Infinity`). `failAt`
 * makes the n-th exchange (from 0) and those after it fail; `onRun` hears of every exchange.
 */
export function fakeSession({
  delayMs = 0,
  failAt = Number.POSITIVE_INFINITY,
  failure = { kind: 'server-error', sqlState: 'XX000', message: 'made to fail' },
  onRun = () => {},
  planCounts = { genericPlans: 0, customPlans: 0 },
}: {
  readonly delayMs?: number;
  readonly failAt?: number;
  readonly failure?: ExchangeFailure;
  readonly onRun?: (workIndex: number) => void;
  readonly planCounts?: PlanCounts;
} = {}): FakeSession {
  const ran: number[] = [];
  let closed = false;
  return {
    ran,
    closed: () => closed,
    backendPid: 0,
    prepare: async () => {},
    run: (index, done) => {
      onRun(index);
      ran.push(index);
      const outcome = ran.length > failAt ? failure : undefined;
      if (delayMs === Number.POSITIVE_INFINITY) return;
      if (delayMs === 0) setImmediate(done, outcome);
      else setTimeout(done, delayMs, outcome);
    },
    planCounts: async () => planCounts,
    close: async () => {
      closed = true;
    },
  };
}
