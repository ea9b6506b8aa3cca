import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientKind, StatementForm } from '../../scenario/scenario.js';
import { SessionError } from '../failure.js';
import type { WarmUp } from '../load.js';
import { openClient } from '../open.js';
import { perRequest } from '../per-request.js';
import { runOnce } from '../run-once.js';
import type {
  ConnectionSettings,
  Done,
  ExchangeFailure,
  Session,
  SessionOptions,
  Work,
} from '../session.js';
import { openTimed } from './opening.js';
import type { ConnectionTally } from './tally.js';

/** One client connection under load. */
export interface LoadConnection {
  /** Runs its next exchange. */
  run(done: Done): void;
  /**
   * What has to end before it can run again, after an exchange that failed so or did not: a lost
   * connection is opened again. Undefined: nothing.
   */
  readyAgain(failure: ExchangeFailure | undefined): Promise<void> | undefined;
  /** Runs its warm-up, if it has one; none of its exchanges begins after `until` (`performance.now()`). */
  warmUp(until: number): Promise<void>;
  close(): Promise<void>;
}

/** How a connection is made and what it runs. */
export interface ConnectionPlan {
  readonly settings: ConnectionSettings;
  readonly client: ClientKind;
  readonly work: readonly Work[];
  /** Which work item it begins with. */
  readonly first: number;
  readonly decodeEvery: number;
  readonly statement: StatementForm | undefined;
  readonly warmUp: WarmUp | undefined;
}

/** Pauses before a lost connection is tried again, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** Opens a connection that is kept; a failure where it could not be opened, which is counted. */
export async function openKept(
  plan: ConnectionPlan,
  tally: ConnectionTally,
): Promise<LoadConnection | ExchangeFailure> {
  const { client, settings, work } = plan;
  const open = () => openTimed(() => openClient(client, settings, optionsOf(plan)), work, tally);
  const opened = await open();
  if ('kind' in opened) {
    tally.refused.add(opened);
    return opened;
  }
  let session: Session = opened;
  const next = inTurns(work.length, plan.first);
  let closed = false;

  async function reopen(): Promise<void> {
    await session.close();
    tally.closed();
    let pauseMs = FIRST_PAUSE_MS;
    while (!closed) {
      const again = await open();
      if (!('kind' in again)) {
        session = again;
        if (closed) await session.close();
        return;
      }
      tally.refused.add(again);
      await delay(pauseMs, undefined, { ref: false });
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  return {
    run: (done) => session.run(next(), done),
    readyAgain: (failure) => (failure?.kind === 'connection' ? reopen() : undefined),
    warmUp: (until) => warmSession(session, plan, until),
    async close() {
      closed = true;
      await session.close();
    },
  };
}

/** A client that connects for each exchange; one that it could not connect for has failed. */
export async function connectEachTime(
  plan: ConnectionPlan,
  tally: ConnectionTally,
): Promise<LoadConnection> {
  const { client, settings, work } = plan;
  const openCounted = perRequest(async (own, options) => {
    const before = performance.now();
    const session = await openClient(client, own, options);
    tally.opened(performance.now() - before);
    return { ...session, close: () => session.close().finally(tally.closed) };
  });
  const session = await openCounted(settings, optionsOf(plan));
  await session.prepare(work);
  const next = inTurns(work.length, plan.first);
  return {
    run: (done) => session.run(next(), done),
    readyAgain: () => undefined,
    warmUp: async () => {},
    close: session.close,
  };
}

/** A session that is lost meanwhile fails its first exchange of the load, and is opened again. */
async function warmSession(
  session: Session,
  { warmUp, work, first }: ConnectionPlan,
  until: number,
): Promise<void> {
  if (!warmUp) return;
  const next = inTurns(warmUp.work.length, first);
  try {
    if (warmUp.work !== work) await session.prepare(warmUp.work);
    for (let made = 0; made < warmUp.exchanges && performance.now() < until; made++) {
      if ((await runOnce(session, next()))?.kind === 'connection') return;
    }
    if (warmUp.work !== work) await session.prepare(work);
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
  }
}

/**
 * The first response that is decoded is another on each connection: were it the first of all, many
 * clients that send little would decode more of it than few that send much.
 */
function optionsOf({ decodeEvery, first, statement }: ConnectionPlan): SessionOptions {
  const firstDecoded = 1 + (first % Math.max(1, decodeEvery));
  return { decodeEvery, firstDecoded, ...(statement === undefined ? {} : { statement }) };
}

/** Counts from `first` through `items` places, over and over. */
function inTurns(items: number, first: number): () => number {
  let next = first % items;
  return () => {
    const place = next;
    next = place + 1 === items ? 0 : place + 1;
    return place;
  };
}
