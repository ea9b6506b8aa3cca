import pg from 'pg';
import { clientConfig } from '../load/client-config.js';
import type { ConnectionSettings } from '../load/session.js';
import { whileNobodyVacuums } from './connection-gate.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** A connected `pg` client. Close it with `end()`. */
export async function connect(settings: ConnectionSettings): Promise<pg.Client> {
  const client = new pg.Client({
    ...clientConfig(settings),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A server that goes away between two queries is reported by the next query.
  client.on('error', () => {});
  try {
    await whileNobodyVacuums(() => client.connect());
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}

/** Connects, does the work and disconnects. */
export async function withClient<T>(
  settings: ConnectionSettings,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(settings);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
