import { performance } from 'node:perf_hooks';
import type { RandomSource } from '../load/random.js';
import type { ConnectionSettings, ExchangeFailure } from '../load/session.js';
import type { WireConnection } from '../load/wire-connect.js';
import type { HammerResult } from '../result/load-parts.js';
import { failureOfOpening } from '../run/server-trouble.js';
import { connectWithin } from './connect-within.js';
import { type Reader, startReader } from './reader.js';
import type { EncodedReads } from './reads.js';
import { countFailure, startTally, type Tally } from './tally.js';

export interface HammerRequest extends EncodedReads {
  /** Through what is hammered. */
  readonly settings: ConnectionSettings;
  readonly tenantColumn: string;
  readonly clients: number;
  /** Ends when all clients together have made so many reads. */
  readonly wantedReads: number;
  /** Or after so long, once there is something to tell: see `untilCaught`. */
  readonly seconds: number;
  /**
   * What there has to be to tell, or 10 s more are waited for it: a foreign row; absent: a few reads a
   * client. On a busy machine a short time may pass before the first connection is made.
   */
  readonly untilCaught?: boolean;
  /** A client disconnects and comes again after so many reads; absent: it stays. */
  readonly readsPerConnection?: number;
  /** A hammer without a single answer, or a client without a connection, for so long gives up; absent: 10 s. */
  readonly silenceMs?: number;
  readonly random: RandomSource;
  readonly signal: AbortSignal;
}

export type HammerOutcome = Pick<
  HammerResult,
  'reads' | 'rows' | 'foreignReads' | 'emptyReads' | 'firstCaughtMs' | 'seconds' | 'errors'
>;

/** A client reads as one tenant so often before it reads as another. */
const READS_PER_TENANT = 8;

/** An arm that failed this often has failed: it would only go on to fail. */
const MOST_FAILURES = 100;

const LEAST_READS_A_CLIENT = 10;
const PATIENCE_MS = 10_000;
const SILENCE_MS = 10_000;

/**
 * Many clients read as many tenants at full speed, and every row of every response is checked as it
 * comes. The clock starts when all are connected. Never throws for what the server or a pooler does:
 * a refused connection and a failed exchange are counted, and are no reads.
 */
export async function runHammer(request: HammerRequest): Promise<HammerOutcome> {
  const { clients, settings, signal, silenceMs = SILENCE_MS } = request;
  const connections = await Promise.allSettled(
    Array.from({ length: clients }, () => connectWithin(settings, silenceMs)),
  );
  const tally = startTally();
  const endsAtMs = tally.startedAtMs + request.seconds * 1000;
  const isTold = () =>
    request.untilCaught ? tally.foreignReads > 0 : tally.reads >= LEAST_READS_A_CLIENT * clients;
  const isOver = () => {
    if (tally.reads >= request.wantedReads || tally.failures >= MOST_FAILURES) return true;
    if (signal.aborted) return true;
    const lateMs = performance.now() - endsAtMs;
    return lateMs >= 0 && (isTold() || lateMs >= PATIENCE_MS);
  };
  const working = new Set<Reader>();
  const watch = giveUpInSilence(tally, working, silenceMs);
  const client = { ...request, tally, isOver, working };
  await Promise.all(
    connections.map((connection) =>
      connection.status === 'fulfilled'
        ? runClient(client, connection.value)
        : countFailure(tally, failureToConnect(connection.reason)),
    ),
  );
  clearInterval(watch);
  const { reads, rows, foreignReads, emptyReads, firstCaughtMs, errors } = tally;
  const seconds = (performance.now() - tally.startedAtMs) / 1000;
  return {
    ...{ reads, rows, foreignReads, emptyReads, firstCaughtMs, seconds },
    errors: [...errors.values()],
  };
}

interface ClientRequest extends HammerRequest {
  readonly tally: Tally;
  readonly isOver: () => boolean;
  readonly working: Set<Reader>;
}

/** One client to its end: on one connection, or on one after the other. */
async function runClient(request: ClientRequest, first: WireConnection): Promise<void> {
  const { settings, tally, readsPerConnection, isOver, working, silenceMs = SILENCE_MS } = request;
  let connection: WireConnection | undefined = first;
  while (connection) {
    let made = 0;
    let isLost = true;
    const reader = startReader(connection, {
      ...request,
      readsPerTenant: READS_PER_TENANT,
      isOver: () => {
        if (!isOver() && made !== readsPerConnection) {
          made += 1;
          return false;
        }
        isLost = false;
        return true;
      },
    });
    working.add(reader);
    await reader.ended;
    working.delete(reader);
    await connection.close();
    if (isLost || isOver()) return;
    connection = await connectWithin(settings, silenceMs).catch((error: unknown) => {
      countFailure(tally, failureToConnect(error));
      return undefined;
    });
  }
}

/** A pooler that is stopped answers nothing and closes nothing. */
function giveUpInSilence(tally: Tally, working: ReadonlySet<Reader>, silenceMs: number) {
  let seen = -1;
  let seenAtMs = performance.now();
  return setInterval(
    () => {
      const made = tally.reads + tally.failures;
      if (made !== seen) {
        seen = made;
        seenAtMs = performance.now();
      } else if (performance.now() - seenAtMs >= silenceMs) {
        for (const reader of working)
          reader.giveUp(`no client was answered for ${silenceMs / 1000} s`);
      }
    },
    Math.min(250, silenceMs),
  );
}

/**
 * What a connection was refused with.
 *
 * @throws {unknown} the error itself where it is a bug of ours
 */
function failureToConnect(error: unknown): ExchangeFailure {
  const failure = failureOfOpening(error);
  if (failure === undefined) throw error;
  return failure;
}
