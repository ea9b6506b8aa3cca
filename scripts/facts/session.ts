import pg from 'pg';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { connect } from '../../bench/target/connect.js';
import { SETTING } from './fact.js';
import { type FactPlan, readPlan } from './plan.js';

/** A connection that remembers what it was sent, so that the page shows what was really executed. */
export interface FactSession {
  /** Sends one statement (or, without values, several) and returns the last one's rows. */
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The only column of the only row. */
  value(sql: string, values?: readonly unknown[]): Promise<unknown>;
  /** Rows affected, as the command's tag says. */
  count(sql: string): Promise<number>;
  /** The SQLSTATE the statement raises, or null when it succeeds. */
  errorOf(sql: string, values?: readonly unknown[]): Promise<string | null>;
  /** The error's message, or null when the statement succeeds. */
  messageOf(sql: string, values?: readonly unknown[]): Promise<string | null>;
  /** EXPLAIN (ANALYZE, BUFFERS) of a statement. */
  explain(sql: string): Promise<FactPlan>;
  /** Becomes a role; null is the superuser again. */
  become(role: string | null): Promise<void>;
  /** Sets the tenant for the session. */
  setTenant(tenantId: string): Promise<void>;
  /** Does work whose statements are not shown: repetitions, tidying up. */
  silently<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>>;

const EXPLAIN = 'explain (analyze, buffers, timing off, format json)';

/** Connects; every statement is told to `onStatement`, with bound values written in. */
export async function openSession(
  settings: ConnectionSettings,
  onStatement: (sql: string) => void,
): Promise<FactSession> {
  const client = await connect(settings);
  let silent = false;
  const run = async (sql: string, values?: readonly unknown[]) => {
    if (!silent) onStatement(withValues(sql, values));
    const result = values ? await client.query(sql, [...values]) : await client.query(sql);
    // Several statements give a list of results, which the types of pg don't say.
    const results = (Array.isArray(result) ? result : [result]) as pg.QueryResult<Row>[];
    return results.at(-1) as pg.QueryResult<Row>;
  };
  const errorFrom = async (sql: string, values?: readonly unknown[]) => {
    try {
      await run(sql, values);
      return null;
    } catch (error) {
      if (error instanceof pg.DatabaseError) return error;
      throw error;
    }
  };
  return {
    silently: async (work) => {
      const before = silent;
      silent = true;
      try {
        return await work();
      } finally {
        silent = before;
      }
    },
    query: async (sql, values) => (await run(sql, values)).rows,
    value: async (sql, values) => Object.values((await run(sql, values)).rows[0] ?? {})[0],
    count: async (sql) => (await run(sql)).rowCount ?? 0,
    errorOf: async (sql, values) => (await errorFrom(sql, values))?.code ?? null,
    messageOf: async (sql, values) => (await errorFrom(sql, values))?.message ?? null,
    explain: async (sql) => readPlan((await run(`${EXPLAIN} ${sql}`)).rows[0]?.['QUERY PLAN']),
    become: async (role) => {
      await run(role === null ? 'reset role' : `set role ${role}`);
    },
    setTenant: async (tenantId) => {
      await run(`select set_config('${SETTING}', $1, false)`, [tenantId]);
    },
    close: () => client.end(),
  };
}

function withValues(sql: string, values: readonly unknown[] = []): string {
  return sql.replace(/\$(\d+)/g, (whole, number) => {
    const index = Number(number) - 1;
    return index < values.length ? pg.escapeLiteral(String(values[index])) : whole;
  });
}
