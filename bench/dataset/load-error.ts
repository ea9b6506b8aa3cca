import { DatabaseError } from 'pg';
import { BadInputError, EnvironmentError } from '../errors.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const DISK_FULL = '53100';

/**
 * What the user is told when `doing` failed. An error in our own SQL (class 42 or 22) is a bug and
 * is returned as it is.
 */
export function loadError(error: unknown, doing: string): unknown {
  if (error instanceof BadInputError || error instanceof EnvironmentError) return error;
  if (!(error instanceof DatabaseError)) {
    if (!isConnectionError(error)) return error;
    return new EnvironmentError(
      `The connection broke while ${doing}: ${error.message}`,
      'Check that the server is running and its log, then run again; nothing half-loaded is kept.',
      { cause: error },
    );
  }
  const message = `The server refused ${doing}: ${error.message} (SQLSTATE ${error.code}).`;
  if (error.code === INSUFFICIENT_PRIVILEGE) {
    return new BadInputError(
      message,
      'Grant the role of the URL that right, or use another role.',
      {
        cause: error,
      },
    );
  }
  if (error.code === DISK_FULL) {
    return new EnvironmentError(
      message,
      'Free disk space on the server, or use a smaller profile.',
      {
        cause: error,
      },
    );
  }
  // 53 out of resources, 57 operator intervention, 58 system error, 25006 read-only, 08 connection.
  if (/^(53|57|58|08|25006|XX)/.test(error.code ?? '')) {
    return new EnvironmentError(message, "Look at the server's log, then run again.", {
      cause: error,
    });
  }
  return error;
}

function isConnectionError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return /^(ECONN|EPIPE|ETIMEDOUT)/.test(code ?? '') || /Connection terminated/.test(error.message);
}
