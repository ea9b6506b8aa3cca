import type { ExchangeFailure } from './session.js';

/** A session that could not be made ready: what `prepare` throws. */
export class SessionError extends Error {
  readonly failure: ExchangeFailure;

  constructor(failure: ExchangeFailure) {
    super(failure.sqlState ? `${failure.message} (${failure.sqlState})` : failure.message);
    this.name = 'SessionError';
    this.failure = failure;
  }
}

/**
 * The connection broke: between two exchanges or within one. With a SQLSTATE where the server's last
 * word arrived; TCP drops it where we had just written to a backend that was gone (ECONNRESET).
 */
export function connectionFailure(reason: string, sqlState = ''): ExchangeFailure {
  const message = sqlState === '' ? `The connection was lost (${reason})` : reason;
  return { kind: 'connection', sqlState, message };
}

/** The server answered with an error. */
export function serverError(sqlState: string, message: string): ExchangeFailure {
  return { kind: 'server-error', sqlState, message };
}

/** The query returned another number of rows than every execution of it must. */
export function wrongRowCount(rows: number, expectedRows: number): ExchangeFailure {
  return {
    kind: 'wrong-row-count',
    sqlState: '',
    message: `The query returned ${rows} rows, expected ${expectedRows}`,
  };
}

/** The transaction is not in the state the exchange leaves it in. */
export function wrongStatus(status: string, expected: string): ExchangeFailure {
  return {
    kind: 'wrong-status',
    sqlState: '',
    message: `The transaction status is ${status}, expected ${expected}`,
  };
}

/** A decoded row belongs to another tenant, or does not say whose it is. */
export function foreignRow(
  column: string,
  found: string | null,
  tenantId: string,
): ExchangeFailure {
  return {
    kind: 'foreign-row',
    sqlState: '',
    message: `A row has ${column} ${found ?? 'null'}, expected ${tenantId}`,
  };
}

/** Rows of the right number and tenant that are not the ones which were proved. */
export function wrongRows(rows: readonly (readonly (string | null)[])[]): ExchangeFailure {
  const [first] = rows;
  const example =
    first === undefined ? '' : `; the first is ${JSON.stringify(first).slice(0, 200)}`;
  return {
    kind: 'wrong-rows',
    sqlState: '',
    message: `The ${rows.length} rows of the query are not those that were proved equal${example}`,
  };
}

/** The result has no column of the name that must hold the tenant. */
export function noTenantColumn(column: string): ExchangeFailure {
  return {
    kind: 'foreign-row',
    sqlState: '',
    message: `The result has no column ${column} to tell its tenant by`,
  };
}
