import pg from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import type { Pooler } from '../pooler/pooler.js';
import { whileNobodyVacuums } from '../target/connection-gate.js';
import { type LeakClient, leakClient, leakConfig } from './client.js';
import type { LeakRoute } from './route.js';

/** The way in of one cell, with a server connection that no other cell has used. */
export interface Access {
  /** A and B come by it, one after the other. */
  readonly open: (name: string, transcript: string[]) => Promise<LeakClient>;
  readonly close: () => Promise<void>;
}

/**
 * A way to the server by a route.
 *
 * @throws {Error} for a route through a pooler without one: a bug of the caller
 */
export async function openAccess(
  route: LeakRoute,
  login: ConnectionSettings,
  pooler: Pooler | undefined,
): Promise<Access> {
  if (route.pooler === undefined) {
    return route.sharesConnection ? applicationPool(login) : ownConnections(login);
  }
  if (pooler === undefined) throw new Error(`No pooler was opened for route ${route.name}`);
  // Idle server connections are not used again after it, and those in use close when they are let go.
  await pooler.reconnect();
  return ownConnections(pooler.through(login));
}

/** Each client has a connection of its own. */
function ownConnections(login: ConnectionSettings): Access {
  return {
    open: async (name, transcript) => {
      const client = new pg.Client(leakConfig(login));
      client.on('error', () => {});
      try {
        await whileNobodyVacuums(() => client.connect());
      } catch (error) {
        await client.end().catch(() => {});
        throw error;
      }
      return leakClient(name, client, transcript, () => client.end());
    },
    close: async () => {},
  };
}

/** A pool of one connection: B is handed the one that A gave back. */
function applicationPool(login: ConnectionSettings): Access {
  const pool = new pg.Pool({ ...leakConfig(login), max: 1 });
  // A server that goes away between two queries is reported by the next query.
  pool.on('error', () => {});
  return {
    open: async (name, transcript) => {
      const client = await pool.connect();
      return leakClient(name, client, transcript, async () => client.release());
    },
    close: () => pool.end(),
  };
}
