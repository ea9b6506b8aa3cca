import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { setSessionTenant } from '../context/statements.js';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { connect } from '../target/connect.js';
import type { HammerTenant } from './reads.js';

/** Of a pool whose size is not known. */
const CLIENTS = 32;

/** Long enough for a pooler to open another server connection for a client that waits. */
const HOLD_SECONDS = 0.05;

/**
 * A pool may be given fewer server connections than its size (PgBouncer manual, `max_db_connections`),
 * and who waits for one is only told so after `query_wait_timeout`, 120 s.
 */
const MOST_WAIT_MS = 5_000;

/**
 * Leaves a tenant on each server connection of a pool, as a client that says SET does: as many
 * clients as there are server connections hold one each in a transaction, then set and commit. Of a
 * pool whose size is not known as many as serve 32 clients that hold one each for a moment: would all
 * hold one before any lets go, those that find none left would wait for the others without end.
 *
 * @param poolSize null where it is not known
 * @param mostWaitMs for a server connection each, of a pool whose size is known
 * @throws {EnvironmentError} when none of them is given one
 * @throws whatever `pg` throws when the pooler or the server refuses
 */
export async function poisonPool(
  settings: ConnectionSettings,
  poolSize: number | null,
  tenants: readonly HammerTenant[],
  mostWaitMs = MOST_WAIT_MS,
): Promise<void> {
  const count = poolSize ?? CLIENTS;
  const clients = await Promise.all(Array.from({ length: count }, () => connect(settings)));
  const tenantOf = (index: number) => tenants[index % tenants.length] as HammerTenant;
  try {
    if (poolSize === null) await Promise.all(clients.map((each, at) => hold(each, tenantOf(at))));
    else await holdAll(clients, tenantOf, mostWaitMs);
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}

async function holdAll(
  clients: readonly Client[],
  tenantOf: (index: number) => HammerTenant,
  mostWaitMs: number,
): Promise<void> {
  // All that there are connections for hold one before any lets go.
  const holding = await thoseServed(clients, mostWaitMs);
  await Promise.all(holding.map((client, index) => setTenant(client, tenantOf(index))));
  await Promise.all(holding.map((client) => client.query('commit')));
}

/** Begins a transaction with each; those that were given a server connection in time. */
async function thoseServed(clients: readonly Client[], mostWaitMs: number): Promise<Client[]> {
  const waited = new AbortController();
  const late = sleep(mostWaitMs, [], { signal: waited.signal }).catch((): [] => []);
  const begun = clients.map((client) =>
    Promise.race([client.query('begin').then(() => [client]), late]),
  );
  const holding = (await Promise.all(begun).finally(() => waited.abort())).flat();
  if (holding.length === 0) {
    throw new EnvironmentError(
      `The pooler gave none of ${clients.length} clients a server connection within ${mostWaitMs / 1000} s.`,
      'See whether Postgres behind it has connections left, and its max_db_connections.',
    );
  }
  // Served later, and then gone in a transaction, they would take a connection with them.
  const waiting = clients.filter((client) => !holding.includes(client));
  await Promise.allSettled(waiting.map((client) => client.end()));
  return holding;
}

async function hold(client: Client, tenant: HammerTenant): Promise<void> {
  await client.query('begin');
  await setTenant(client, tenant);
  await client.query(`select pg_sleep(${HOLD_SECONDS})`);
  await client.query('commit');
}

function setTenant(client: Client, { tenantId }: HammerTenant): Promise<unknown> {
  return client.query(setSessionTenant(tenantId).text);
}
