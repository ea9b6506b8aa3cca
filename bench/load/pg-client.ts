import { type ClientBase, DatabaseError } from 'pg';
import {
  connectionFailure,
  SessionError,
  serverError,
  wrongRowCount,
  wrongStatus,
} from './failure.js';
import { inSequence, pgQueries, type RunQueries } from './pg-statements.js';
import { checkRows } from './rows.js';
import type { CheckRows, ExchangeFailure, SessionOptions, Work } from './session.js';

/** What an exchange came to: at most one of the two. */
export interface PgOutcome {
  readonly failure?: ExchangeFailure | undefined;
  readonly check?: CheckRows | undefined;
}

/** Exchanges on one connected client of `pg`, which is left idle after each. */
export interface PgRunner {
  readonly run: (item: Work, sampled: boolean) => Promise<PgOutcome>;
  /**
   * Runs the first of each distinct named query and rolls it back, which leaves it prepared.
   *
   * @throws {SessionError} when the server answers with an error or the connection is lost
   */
  readonly prepare: (items: readonly Work[]) => Promise<void>;
  /** What an error of the client means; errors that are no answer mean that it is lost. */
  readonly failureOf: (error: unknown) => ExchangeFailure;
  /** Why the connection is gone, once it is. */
  readonly lost: () => ExchangeFailure | undefined;
}

export function createPgRunner(
  client: ClientBase,
  { statement: form = 'named', isForOneExchange = false }: SessionOptions,
  runQueries: RunQueries,
): PgRunner {
  let lost: ExchangeFailure | undefined;
  client.on('error', (error) => {
    const sqlState = error instanceof DatabaseError ? error.code : undefined;
    lost ??= connectionFailure(error.message, sqlState);
  });

  async function run(item: Work, sampled: boolean): Promise<PgOutcome> {
    const queryAt = item.exchange.flat().findIndex(({ part }) => part === 'query');
    let failure: ExchangeFailure | undefined;
    let check: CheckRows | undefined;
    try {
      const results = await runQueries(client, pgQueries(item.exchange, form), sampled);
      const result = results[queryAt];
      const rows = result?.rowCount ?? 0;
      if (rows !== item.expectedRows) failure = wrongRowCount(rows, item.expectedRows);
      else if (sampled && result) check = () => checkRows(result, item);
    } catch (error) {
      failure = failureOf(error);
    }
    const left = await leaveTransaction(failure);
    // What the server said before it hung up is the cause.
    failure =
      failure && left?.kind === 'connection'
        ? connectionFailure(failure.message, failure.sqlState)
        : (left ?? failure);
    return failure ? { failure } : { check };
  }

  function failureOf(error: unknown): ExchangeFailure {
    if (error instanceof DatabaseError) {
      return lost
        ? connectionFailure(error.message, error.code)
        : serverError(error.code ?? '', error.message);
    }
    if (lost) return lost;
    lost = connectionFailure(error instanceof Error ? error.message : String(error));
    return lost;
  }

  /**
   * Rolls back what the exchange left open; returns a failure where only that was wrong. `pg` tells
   * of an error before it reads the ReadyForQuery behind it, so the status is then that of before: of
   * a message that began the transaction itself it is that none was open.
   */
  async function leaveTransaction(
    failure: ExchangeFailure | undefined,
  ): Promise<ExchangeFailure | undefined> {
    const status = client.getTransactionStatus();
    const mayHaveBegun = form === 'simple' && failure?.kind === 'server-error';
    if (lost || (status === 'I' && !mayHaveBegun)) return undefined;
    try {
      await client.query('ROLLBACK');
    } catch (error) {
      return failureOf(error);
    }
    return failure?.kind === 'server-error' ? undefined : wrongStatus(String(status), 'I');
  }

  async function prepareQueries(items: readonly Work[]): Promise<void> {
    const names = new Set(['']);
    for (const item of items) {
      const statements = item.exchange
        .flat()
        .filter(({ part }) => part === 'query' || part === 'context')
        .map(({ thinkMs: _, ...each }) => each);
      const name = statements.find(({ part }) => part === 'query')?.name ?? '';
      if (names.has(name)) continue;
      names.add(name);
      await client.query('BEGIN');
      await inSequence(client, pgQueries([statements], form), false);
      await client.query('ROLLBACK');
    }
  }

  return {
    run,
    failureOf,
    lost: () => lost,
    async prepare(items) {
      if (lost) throw new SessionError(lost);
      if (form !== 'named' || isForOneExchange) return;
      try {
        await prepareQueries(items);
      } catch (error) {
        const failure = failureOf(error);
        await leaveTransaction(failure);
        throw new SessionError(failure);
      }
    },
  };
}
