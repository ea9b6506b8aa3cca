import { randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { ConnectionSettings } from '../bench/load/session.js';
import { isPoolerSource, openPoolers } from '../bench/pooler/open.js';
import type { Pooler, PoolerSettings } from '../bench/pooler/pooler.js';
import { withClient } from '../bench/target/connect.js';
import { scramVerifier } from '../bench/target/scram.js';
import { openServer, type ServerNeeds } from './tenant-reads.js';

/** The server of `openServer` with a PgBouncer before it, and a login that both know. */
export interface PooledServer {
  readonly login: ConnectionSettings;
  readonly pooled: ConnectionSettings;
  readonly pooler: Pooler;
  readonly description: string;
  readonly close: () => Promise<void>;
}

const USER = 'bench_load';

/** Opens both. Throws with the next step where there is no PgBouncer. */
export async function openPooledServer(
  needs: ServerNeeds,
  settings: Omit<PoolerSettings, 'poolMode' | 'maxPreparedStatements'>,
): Promise<PooledServer> {
  const poolers = await openPoolers({}, () => {});
  if (!isPoolerSource(poolers)) throw new Error(`${poolers.why} ${poolers.nextStep}`);
  const target = await openServer(needs);
  const close = async () => {
    await poolers.close();
    await target.close();
  };
  try {
    const login = await makeLogin(target.admin);
    const pooler = await poolers.open(login, [login], {
      ...settings,
      poolMode: 'transaction',
      maxPreparedStatements: 200,
    });
    const pooled = pooler.through(login);
    return { login, pooled, pooler, description: poolers.description, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeLogin(admin: ConnectionSettings): Promise<ConnectionSettings> {
  const password = randomBytes(24).toString('base64url');
  await withClient(admin, async (client) => {
    const verifier = escapeLiteral(scramVerifier(password));
    await client.query(`create role ${escapeIdentifier(USER)} login password ${verifier}`);
    await client.query(`grant select on bench_rows to ${escapeIdentifier(USER)}`);
  });
  return { ...admin, user: USER, password };
}
