import { DatabaseError } from 'pg';
import { EnvironmentError, ProofFailedError, UserFacingError } from '../errors.js';
import { connectionFailure, SessionError, serverError } from '../load/failure.js';
import type { ConnectionSettings, ExchangeFailure } from '../load/session.js';
import type { ArmFailure } from '../result/journal.js';
import { withClient } from '../target/connect.js';

/**
 * True while the server still answers a new connection. One that has none left to give is alive; one
 * that is starting up or shutting down (class 57P) is not.
 */
export async function isServerAlive(admin: ConnectionSettings): Promise<boolean> {
  try {
    return await withClient(admin, async () => true);
  } catch (error) {
    return error instanceof DatabaseError && !isShutdown(error.code ?? '');
  }
}

/** The error for a server that went away while `doing` something ("measuring"). */
export function serverGone(doing: string, message: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    `The Postgres server stopped answering while ${doing}: ${message}`,
    'What was measured until then is kept in the report; look at the server log, then run again.',
    { cause },
  );
}

/** True for a failure that can mean that the server itself is going away. */
export function isConnectionLoss({
  kind,
  sqlState,
}: Pick<ArmFailure, 'kind' | 'sqlState'>): boolean {
  return kind === 'connection' || isShutdown(sqlState) || sqlState.startsWith('08');
}

/** What made a connection or its preparation fail; undefined for an error that is a bug of ours. */
export function failureOfOpening(error: unknown): ExchangeFailure | undefined {
  if (error instanceof SessionError) return error.failure;
  if (error instanceof DatabaseError) return serverError(error.code ?? '', error.message);
  return isConnectionError(error) ? connectionFailure(error.message) : undefined;
}

/**
 * What a person is told when `doing` something on the server failed: that the server is gone, or what
 * it answered. Errors that already say it, and bugs of ours, are returned as they are.
 */
export async function explainServerTrouble(
  error: unknown,
  doing: string,
  admin: ConnectionSettings,
): Promise<unknown> {
  // A check whose connection is ended by a stopping server looks like a failed proof.
  if (error instanceof UserFacingError && !(error instanceof ProofFailedError)) return error;
  const isTheirs = error instanceof UserFacingError || failureOfOpening(error) !== undefined;
  if (!isTheirs) return error;
  const message = (error as Error).message;
  if (!(await isServerAlive(admin))) return serverGone(doing, message, error);
  if (error instanceof ProofFailedError) return error;
  const sqlState = error instanceof DatabaseError ? (error.code ?? '') : '';
  // Class 42 (our SQL is wrong) and 22 (its data) are bugs of ours.
  if (/^(42|22)/.test(sqlState)) return error;
  return new EnvironmentError(
    `The server failed while ${doing}: ${message}${sqlState && ` (SQLSTATE ${sqlState})`}`,
    'What was measured until then is kept in the report; look at the server log, then run again.',
    { cause: error },
  );
}

function isShutdown(sqlState: string): boolean {
  return sqlState.startsWith('57P');
}

/** A system error of a socket, or one of the sentences `pg` has for a connection that broke. */
function isConnectionError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall !== undefined || code === 'EPIPE') return true;
  return /^(Connection terminated|Client has encountered|timeout expired|Client was closed)/.test(
    error.message,
  );
}
