import pg from 'pg';
import { clientConfig } from '../load/client-config.js';
import type { ConnectionSettings } from '../load/session.js';
import type { LeakStatement } from './state.js';

/** A client that waits in PgBouncer's queue for longer than this is not going to be served. */
const TIMEOUT_MS = 5_000;

/** What came back: the first value of the first row (null where there is none), or an error. */
export type Answer =
  | { readonly value: string | null }
  | { readonly sqlState: string; readonly message: string };

/** A `pg` client whose every word is written down. */
export interface LeakClient {
  readonly say: (statement: LeakStatement) => Promise<Answer>;
  /** The backend that serves it now. Not written down. */
  readonly backendPid: () => Promise<number>;
  readonly leave: () => Promise<void>;
}

/** Settings for `pg` of a client or a pool of the matrix. */
export function leakConfig(login: ConnectionSettings): pg.PoolConfig {
  return {
    ...clientConfig({ ...login, applicationName: 'rlsbench leaks' }),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  };
}

/**
 * Lets `name` speak over a connected client; what is said and answered goes to `transcript`.
 *
 * @throws pg's error where the connection breaks, an answer takes too long, or it is of a pooler or server
 *   in trouble
 */
export function leakClient(
  name: string,
  client: pg.ClientBase,
  transcript: string[],
  leave: () => Promise<void>,
): LeakClient {
  // They come before the answer; whoever reads wants to know first what was sent.
  const notices: string[] = [];
  const onNotice = (notice: { severity?: string | undefined; message?: string | undefined }) =>
    notices.push(`${name} is told: ${notice.severity}: ${notice.message}`);
  client.on('notice', onNotice);
  return {
    say: async (statement) => {
      const answer = await ask(client, statement);
      const named = statement.name === undefined ? '' : ` (prepared as ${statement.name})`;
      transcript.push(`${name}: ${statement.text}${named} → ${answerWords(answer)}`);
      transcript.push(...notices.splice(0));
      return answer;
    },
    backendPid: async () => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      return rows[0]?.pid ?? 0;
    },
    leave: async () => {
      client.removeListener('notice', onNotice);
      await leave();
    },
  };
}

async function ask(
  client: pg.ClientBase,
  { text, name }: LeakStatement,
): Promise<Answer & { readonly command?: string }> {
  try {
    const { rows, command } = await client.query<(string | null)[]>({
      ...{ text, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } },
      ...(name === undefined ? {} : { name }),
    });
    return { value: rows[0]?.[0] ?? null, ...(rows.length > 0 ? {} : { command }) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || isBreakdown(error)) throw error;
    return { sqlState: error.code ?? '', message: error.message };
  }
}

/**
 * Classes of SQLSTATE that say nothing of a session's state (Postgres manual, appendix A): the
 * connection (all that PgBouncer says itself is of 08), resources, an operator, the system, a bug. Taken
 * for "not found", one of them would make a leak look tight.
 */
const BREAKDOWNS = ['08', '53', '57', '58', 'XX'];

function isBreakdown({ code = '' }: pg.DatabaseError): boolean {
  return code === '' || BREAKDOWNS.includes(code.slice(0, 2));
}

function answerWords(answer: Answer & { readonly command?: string }): string {
  if ('sqlState' in answer) return `ERROR ${answer.sqlState}: ${answer.message}`;
  return answer.command ?? (answer.value === null ? 'NULL' : `'${answer.value}'`);
}
