import { performance } from 'node:perf_hooks';
import { DatabaseError } from 'pg';
import { connectionFailure, SessionError } from '../failure.js';
import type { ExchangeFailure, Session, Work } from '../session.js';
import type { ConnectionTally } from './tally.js';

/** A connection that takes longer counts as refused: a stopped pooler accepts and then says nothing. */
const LONGEST_OPENING_MS = 15_000;

/**
 * Opens a session and prepares its work. The time taken is that of both: PgBouncer lets a client in by
 * itself, and what is first prepared waits for a server connection.
 *
 * @returns the failure, where it could not be opened in 15 s; what is no refusal is thrown
 */
export async function openTimed(
  open: () => Promise<Session>,
  work: readonly Work[],
  tally: ConnectionTally,
): Promise<Session | ExchangeFailure> {
  const before = performance.now();
  const session = await openInTime(open);
  if ('kind' in session) return session;
  try {
    await session.prepare(work);
  } catch (error) {
    await session.close();
    if (error instanceof SessionError) return error.failure;
    throw error;
  }
  tally.opened(performance.now() - before);
  return session;
}

async function openInTime(open: () => Promise<Session>): Promise<Session | ExchangeFailure> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<ExchangeFailure>((resolve) => {
    const failure = connectionFailure(`not open after ${LONGEST_OPENING_MS / 1000} s`);
    timer = setTimeout(() => resolve(failure), LONGEST_OPENING_MS);
    timer.unref();
  });
  const opening = open();
  const outcome = await Promise.race([opening.catch(refusalOf), tooLong]);
  clearTimeout(timer);
  // One that comes up after all is not left open.
  if ('kind' in outcome) opening.then((late) => late.close()).catch(() => {});
  return outcome;
}

/** What `pg` throws where it can't connect. Anything else is a bug of ours and stays one. */
function refusalOf(error: unknown): ExchangeFailure {
  if (error instanceof DatabaseError) return connectionFailure(error.message, error.code);
  const isBug = error instanceof TypeError || error instanceof RangeError;
  if (!(error instanceof Error) || isBug) throw error;
  const code: unknown = Reflect.get(error, 'code');
  return connectionFailure(error.message || String(code ?? error.name));
}
