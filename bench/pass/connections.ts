import type { PoolerSettings } from '../pooler/pooler.js';
import { isPooled } from '../scenario/pooled-arms.js';
import type { Route } from '../scenario/scenario.js';
import type { LoadPoint } from './point.js';

/** How the clients of a point are connected. */
export interface ClientConnections {
  /** Client connections, to the server or to PgBouncer. */
  readonly count: number;
  /** Of a closed loop: clients that share them, where there are more. */
  readonly sharedBy: number | undefined;
  readonly perRequest: boolean;
  /** Undefined for a route without a pooler. */
  readonly pooler: PoolerSettings | undefined;
  readonly note: string;
}

/** The default of PgBouncer 1.24 and later; named statements are tracked (manual, `max_prepared_statements`). */
const PREPARED_STATEMENTS = 200;

/**
 * How many connections a point asks for, and what PgBouncer is told. In session mode a client keeps its
 * server connection until it disconnects (PgBouncer manual, `pool_mode`): one more client than server
 * connections would wait until another leaves, which no client of ours does. So it is given as many
 * server connections as there is room for, and refuses the clients beyond them by `max_client_conn`.
 *
 * @param room server connections that are free for the load
 */
export function connectionsOf(
  { arm, clients, poolSize }: Pick<LoadPoint, 'arm' | 'clients' | 'poolSize'>,
  room: number,
): ClientConnections {
  const { route } = arm;
  const own = { count: clients, sharedBy: undefined, perRequest: false, pooler: undefined };
  if (route === 'direct-per-request') {
    const note = ['Each exchange opens a connection of its own.', beyond(room, own)];
    return { ...own, perRequest: true, note: note.filter((part) => part !== '').join(' ') };
  }
  if (isPooled({ route })) {
    const pooler = poolerSettings(route, clients, poolSize, room);
    return { ...own, pooler, note: pooledNote(route, pooler, clients) };
  }
  if (arm.ownConnections) return { ...own, note: beyond(room, own) };
  const count = Math.min(poolSize, clients);
  const sharedBy = clients > count ? clients : undefined;
  const note = sharedBy === undefined ? '' : `${clients} clients share ${count} connections.`;
  return { ...own, count, sharedBy, note };
}

function beyond(room: number, { count }: { readonly count: number }): string {
  return count <= room
    ? ''
    : `${count} connections are asked for and the server has about ${room} free (max_connections).`;
}

function poolerSettings(
  route: Route,
  clients: number,
  poolSize: number,
  room: number,
): PoolerSettings {
  const maxPreparedStatements = PREPARED_STATEMENTS;
  if (route === 'pgbouncer-transaction') {
    return { poolMode: 'transaction', poolSize, maxClients: clients, maxPreparedStatements };
  }
  const held = Math.max(1, Math.min(clients, room));
  return { poolMode: 'session', poolSize: held, maxClients: held, maxPreparedStatements };
}

function pooledNote(route: Route, { poolSize }: PoolerSettings, clients: number): string {
  if (route === 'pgbouncer-transaction') return `A pool of ${poolSize} server connections.`;
  return clients <= poolSize
    ? 'A server connection for each client, as session mode needs.'
    : `Session mode holds a server connection a client, and the server has ${poolSize} free: PgBouncer refuses the clients beyond them.`;
}
