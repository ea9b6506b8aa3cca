import { Client, DatabaseError, type QueryResult } from 'pg';
import type { Statement } from '../context/exchange.js';
import { clientConfig } from './client-config.js';
import {
  connectionFailure,
  SessionError,
  serverError,
  wrongRowCount,
  wrongStatus,
} from './failure.js';
import { planCountsOf, planCountsSql } from './plan-counts.js';
import { checkRows } from './rows.js';
import type {
  CheckRows,
  Done,
  ExchangeFailure,
  OpenSession,
  Session,
  SessionOptions,
  Work,
} from './session.js';

/** A server that does not answer our goodbye is left after this long. */
const CLOSE_TIMEOUT_MS = 1000;

/** Opens a session that works as most applications do: `pg`, one awaited query after the other. */
export const openPgSession: OpenSession = (settings, options) =>
  openSession(new Client(clientConfig(settings)), options, runInSequence);

/**
 * Opens a session on `pg` with `pipeline: true`: all queries of an exchange are queued at once and
 * awaited together. `pg` ends each of them with a Sync of its own.
 */
export const openPgPipelineSession: OpenSession = (settings, options) =>
  openSession(new Client({ ...clientConfig(settings), pipeline: true }), options, runAtOnce);

/** Runs the statements of an exchange and returns their results in the same order. */
type RunStatements = (
  client: Client,
  statements: readonly Statement[],
  asText: boolean,
) => Promise<QueryResult[]>;

const runInSequence: RunStatements = async (client, statements, asText) => {
  const results: QueryResult[] = [];
  for (const statement of statements) results.push(await query(client, statement, asText));
  return results;
};

const runAtOnce: RunStatements = async (client, statements, asText) => {
  const settled = await Promise.allSettled(statements.map((each) => query(client, each, asText)));
  // The first failure is the cause; the ones behind it only say that the transaction was aborted.
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
};

const AS_TEXT = { rowMode: 'array', types: { getTypeParser: () => (value: string) => value } };

/**
 * One statement in the form applications use: plain text, with values, or named and prepared. The
 * rows of a sampled query are left as Postgres sent them; the messages are the same.
 */
function query(
  client: Client,
  { part, name, text, values }: Statement,
  asText: boolean,
): Promise<QueryResult> {
  if (part === 'query') {
    return client.query({ name, text, values: [...values], ...(asText ? AS_TEXT : {}) });
  }
  return values.length === 0 ? client.query(text) : client.query(text, [...values]);
}

async function openSession(
  client: Client,
  options: SessionOptions,
  runStatements: RunStatements,
): Promise<Session> {
  let lost: ExchangeFailure | undefined;
  let work: readonly Work[] = [];
  let untilDecoded = options.decodeEvery === 0 ? 0 : 1;
  client.on('error', (error) => {
    const sqlState = error instanceof DatabaseError ? error.code : undefined;
    lost ??= connectionFailure(error.message, sqlState);
  });
  await client.connect();

  async function runExchange(item: Work, done: Done): Promise<void> {
    const statements = item.exchange.flat();
    untilDecoded -= 1;
    const sampled = untilDecoded === 0;
    if (sampled) untilDecoded = options.decodeEvery;
    let failure: ExchangeFailure | undefined;
    let check: CheckRows | undefined;
    try {
      const results = await runStatements(client, statements, sampled);
      const result = results[statements.findIndex(({ part }) => part === 'query')];
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
    done(failure, failure ? undefined : check);
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
   * of an error before it reads the ReadyForQuery behind it, so the status is then that of before.
   */
  async function leaveTransaction(
    failure: ExchangeFailure | undefined,
  ): Promise<ExchangeFailure | undefined> {
    const status = client.getTransactionStatus();
    if (lost || status === 'I') return undefined;
    try {
      await client.query('ROLLBACK');
    } catch (error) {
      return failureOf(error);
    }
    return failure?.kind === 'server-error' ? undefined : wrongStatus(String(status), 'I');
  }

  /** Runs the first of each distinct query and rolls it back, which leaves it prepared. */
  async function prepareQueries(items: readonly Work[]): Promise<void> {
    const names = new Set<string>();
    for (const item of items) {
      const statements = item.exchange.flat().filter(({ part }) => !isTransactionPart(part));
      const name = statements.find(({ part }) => part === 'query')?.name ?? '';
      if (names.has(name)) continue;
      names.add(name);
      await client.query('BEGIN');
      await runInSequence(client, statements, false);
      await client.query('ROLLBACK');
    }
  }

  return {
    backendPid: processId(client),
    async prepare(items) {
      if (lost) throw new SessionError(lost);
      try {
        await prepareQueries(items);
      } catch (error) {
        const failure = failureOf(error);
        await leaveTransaction(failure);
        throw new SessionError(failure);
      }
      work = items;
    },
    run(index, done) {
      const item = work[index];
      if (!item) throw new Error(`No work was prepared at index ${index}`);
      if (lost) setImmediate(done, lost);
      else void runExchange(item, done);
    },
    async planCounts(statementName) {
      if (lost) throw new SessionError(lost);
      const text = planCountsSql(statementName);
      const types = { getTypeParser: () => (value: string) => value };
      try {
        const { rows } = await client.query<string[]>({ text, rowMode: 'array', types });
        return planCountsOf(rows[0], statementName);
      } catch (error) {
        throw error instanceof DatabaseError || lost ? new SessionError(failureOf(error)) : error;
      }
    },
    async close() {
      const timer = setTimeout(() => client.connection.stream.destroy(), CLOSE_TIMEOUT_MS);
      await client.end();
      clearTimeout(timer);
    },
  };
}

function isTransactionPart(part: Statement['part']): boolean {
  return part === 'begin' || part === 'commit' || part === 'rollback';
}

/** `pg` keeps the backend's process id from BackendKeyData; its types do not name it. */
function processId(client: Client): number {
  const pid: unknown = Reflect.get(client, 'processID');
  return typeof pid === 'number' ? pid : 0;
}
