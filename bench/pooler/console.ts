import pg from 'pg';
import { clientConfig } from '../load/client-config.js';
import type { ConnectionSettings } from '../load/session.js';
import type { PoolerRow } from './pooler.js';

/** Name of the database that is PgBouncer's console (PgBouncer manual, "Admin console"). */
export const CONSOLE_DATABASE = 'pgbouncer';

/** One kept connection to the console. */
export interface PoolerConsole {
  /** Runs one command after those asked for earlier; rows by column name, as text. */
  readonly ask: (command: string) => Promise<PoolerRow[]>;
  readonly close: () => Promise<void>;
}

/** All values as they come: what is a number in one version is text in another. */
const AS_TEXT = { getTypeParser: () => (value: string | Buffer) => String(value) };

/** Connects to the console. Throws what `pg` throws. */
export async function openConsole(settings: ConnectionSettings): Promise<PoolerConsole> {
  const client = new pg.Client({
    ...clientConfig({ ...settings, database: CONSOLE_DATABASE }),
    connectionTimeoutMillis: 10_000,
    types: AS_TEXT,
  });
  // A pooler that goes away between two commands is reported by the next one.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (command) => {
      // Without parameters `pg` uses the simple protocol, the only one that the console knows.
      const answer = last.then(() => client.query(command)).then(({ rows }) => rows as PoolerRow[]);
      last = answer.catch(() => {});
      return answer;
    },
    close: async () => {
      await client.end().catch(() => {});
    },
  };
}
