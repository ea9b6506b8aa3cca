// The global `performance` is a getter that costs 0.15 µs a call; the imported object costs nothing.
import { performance } from 'node:perf_hooks';
import type { CheckRows, Done, ExchangeFailure } from '../session.js';
import type { LoadConnection } from './connection.js';
import { createErrorCounts, type ErrorCounts } from './error-counts.js';
import { createFifo } from './fifo.js';
import { COMPLETED, createLog, DROPPED, FAILED, type LoadLog, WAITED } from './log.js';

/** Hands arrivals to connections, and writes down what became of each. */
export interface Dispatcher {
  /** One arrival, meant to start at `intended`: it is sent, waits its turn, or is dropped. */
  arrive(intended: number): void;
  /** Arrivals that were sent or wait, and have not ended. */
  readonly pending: () => number;
  /** Arrivals that were sent and have not ended. */
  readonly inFlight: () => number;
  /** Connections that can be used or are being used. */
  readonly usable: () => number;
  /** Counts all that has not ended as failed; what ends later is not looked at. */
  giveUp(why: string): void;
  readonly log: LoadLog;
  readonly errors: ErrorCounts;
}

export interface DispatchOptions {
  readonly connections: readonly LoadConnection[];
  readonly queueLimit: number;
  /** `performance.now()` at the start of the load, from which all times are counted. */
  readonly startAt: number;
  /** Called as an exchange has ended, before its connection takes the next that waits. */
  readonly onEnded?: (ended: number) => void;
  /** Called as a connection can be used again, after it took the next that waits. */
  readonly onReleased?: (now: number) => void;
}

/** A connection with the arrival it is busy with. */
interface Seat {
  readonly connection: LoadConnection;
  readonly done: Done;
  intended: number;
  sent: number;
  waited: number;
  busy: boolean;
}

/** Makes the dispatcher of one thread. Connections take turns: the one free for longest is used. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { startAt, queueLimit, onEnded, onReleased } = options;
  const log = createLog();
  const errors = createErrorCounts();
  const free = createFifo<Seat>();
  const waiting = createFifo<number>();
  let inFlight = 0;
  let usable = options.connections.length;
  let over = false;

  const seats = options.connections.map((connection): Seat => {
    const seat: Seat = {
      connection,
      done: (outcome, check) => onDone(seat, outcome, check),
      intended: 0,
      sent: 0,
      waited: 0,
      busy: false,
    };
    return seat;
  });
  for (const seat of seats) free.push(seat);

  function send(seat: Seat, intended: number, waited: number): void {
    seat.intended = intended;
    seat.waited = waited;
    seat.busy = true;
    inFlight += 1;
    seat.sent = performance.now() - startAt;
    seat.connection.run(seat.done);
  }

  function onDone(seat: Seat, outcome?: ExchangeFailure, check?: CheckRows): void {
    const ended = performance.now() - startAt;
    if (over) return;
    const failure = outcome ?? check?.();
    seat.busy = false;
    inFlight -= 1;
    log.add(seat.intended, seat.sent, ended, (failure ? FAILED : COMPLETED) + seat.waited);
    if (failure) errors.add(failure);
    onEnded?.(ended);
    const later = seat.connection.readyAgain(failure);
    if (!later) {
      release(seat, ended);
      return;
    }
    usable -= 1;
    void later.then(() => {
      usable += 1;
      release(seat, performance.now() - startAt);
    });
  }

  function release(seat: Seat, now: number): void {
    if (over) return;
    const intended = waiting.shift();
    if (intended === undefined) free.push(seat);
    else send(seat, intended, WAITED);
    onReleased?.(now);
  }

  return {
    arrive(intended) {
      const seat = free.shift();
      if (seat) {
        send(seat, intended, 0);
      } else if (waiting.length() < queueLimit) {
        waiting.push(intended);
      } else {
        log.add(intended, Number.NaN, Number.NaN, DROPPED);
      }
    },
    pending: () => inFlight + waiting.length(),
    inFlight: () => inFlight,
    usable: () => usable,
    giveUp(why) {
      over = true;
      const failure = { kind: 'unfinished', sqlState: '', message: why };
      function fail(intended: number, sent: number, waited: number): void {
        log.add(intended, sent, Number.NaN, FAILED + waited);
        errors.add(failure);
      }
      for (const seat of seats) if (seat.busy) fail(seat.intended, seat.sent, seat.waited);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        fail(next, Number.NaN, WAITED);
      }
    },
    log,
    errors,
  };
}
