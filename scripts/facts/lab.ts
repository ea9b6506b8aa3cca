import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { NamedTenant } from '../../bench/dataset/dataset.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { cloneDatabase } from '../../bench/target/clone.js';
import { withClient } from '../../bench/target/connect.js';
import type { Target } from '../../bench/target/target.js';
import type { FactGroup, FactRoles, Lab, Major } from './fact.js';
import { type FactSession, openSession } from './session.js';

/** A server with the dataset in its target's database, and what was written down of its rows. */
export interface FactServer {
  readonly target: Target;
  readonly major: Major;
  readonly tenants: readonly NamedTenant[];
  readonly invoices: number;
  readonly repetitions: number;
}

/** Makes the roles that all groups share; they are the server's, so their names carry our prefix. */
export async function createFactRoles({ target }: FactServer): Promise<FactRoles> {
  const named = (name: string) => pg.escapeIdentifier(`${target.prefix}_${name}`);
  const roles = {
    app: named('app'),
    other: named('other'),
    owner: named('owner'),
    bypass: named('bypass'),
  };
  await withClient(target.admin, async (client) => {
    for (const role of Object.values(roles)) await client.query(`create role ${role}`);
    await client.query(`alter role ${roles.bypass} bypassrls`);
  });
  return roles;
}

/** Where the groups work that need no rows of the dataset: each in a schema of its own. */
export async function createEmptyDatabase({ target }: FactServer): Promise<string> {
  const database = `${target.prefix}_facts_empty`;
  const create = `create database ${pg.escapeIdentifier(database)} template template0`;
  await withClient(target.admin, (client) => client.query(create));
  return database;
}

/**
 * Gives a group its own clone, or its own schema in the empty database, opens it, does the work and
 * drops it.
 *
 * @param onStatement told every statement, with role names and tenants' ids made readable
 */
export async function inLab<T>(
  server: FactServer,
  roles: FactRoles,
  emptyDatabase: string,
  group: FactGroup,
  name: string,
  onStatement: (sql: string) => void,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const place = await makePlace(server.target, emptyDatabase, group, name);
  const { admin } = place;
  const { database } = admin;
  const say = (sql: string) => onStatement(readable(sql, server, roles));
  let session = await openSession(admin, say);
  const tenants = Object.fromEntries(server.tenants.map((each) => [each.name, each]));
  const lab: Lab = {
    major: server.major,
    roles,
    tenants: tenants as unknown as Lab['tenants'],
    invoices: server.invoices,
    repetitions: server.repetitions,
    get session() {
      return session;
    },
    inCopy: async (strategy, look) => {
      await session.close();
      const copy = pg.escapeIdentifier(`${database}_copy`);
      const create = `create database ${copy} template ${pg.escapeIdentifier(database)} strategy ${strategy}`;
      say(create);
      const startedAt = performance.now();
      await withClient(server.target.admin, (client) => client.query(create));
      const seconds = (performance.now() - startedAt) / 1000;
      say(`${RECONNECT} ${copy}`);
      const inside: FactSession = await openSession(
        { ...admin, database: `${database}_copy` },
        say,
      );
      try {
        await look(inside, seconds);
      } finally {
        await inside.close();
        await dropDatabase(server.target, `${database}_copy`);
        session = await openSession(admin, say);
      }
    },
    reconnect: async () => {
      await session.close();
      say(RECONNECT);
      session = await openSession(admin, say);
    },
    restart: async () => {
      await killBackend(session);
      say(RECONNECT);
      session = await openWhenBack(admin, say);
    },
  };
  try {
    return await work(lab);
  } finally {
    await session.close();
    await place.drop();
  }
}

/** As in psql. */
const RECONNECT = '\\connect';
const RESTART_TIMEOUT_MS = 60_000;

/**
 * A session whose backend kills itself: the server then ends all others, recovers and starts anew
 * (manual, 19.14 `restart_after_crash`), under the same process number and so under our watch.
 */
async function killBackend(session: FactSession): Promise<void> {
  // Else recovery would read back pages that were written since the last one.
  await session.query('checkpoint');
  const killed = await session.query(`copy (select 1) to program 'kill -KILL $PPID'`).then(
    () => false,
    () => true,
  );
  if (!killed) throw new Error('Expected the session to end with its backend');
}

async function openWhenBack(
  admin: ConnectionSettings,
  say: (sql: string) => void,
): Promise<FactSession> {
  const deadline = performance.now() + RESTART_TIMEOUT_MS;
  for (;;) {
    try {
      return await openSession(admin, say);
    } catch (error) {
      // Still in recovery.
      if (performance.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

interface Place {
  readonly admin: ConnectionSettings;
  readonly drop: () => Promise<void>;
}

async function makePlace(
  target: Target,
  emptyDatabase: string,
  group: FactGroup,
  name: string,
): Promise<Place> {
  if (group.data === 'invoices') {
    const clone = await cloneDatabase(target, name);
    if (!clone) throw new Error('Expected a server on which databases may be made');
    return clone;
  }
  const empty = { ...target.admin, database: emptyDatabase };
  const schema = pg.escapeIdentifier(name);
  const run = (sql: string) => withClient(empty, async (client) => void (await client.query(sql)));
  await run(`create schema ${schema}; grant usage on schema ${schema} to public`);
  return {
    // As an option, so that RESET ALL and DISCARD ALL come back to it.
    admin: { ...empty, options: `${empty.options ?? ''} -c search_path=${name}`.trim() },
    drop: () => run(`drop schema ${schema} cascade`),
  };
}

export async function dropDatabase(target: Target, database: string): Promise<void> {
  const drop = `drop database if exists ${pg.escapeIdentifier(database)} with (force)`;
  await withClient(target.admin, (client) => client.query(drop));
}

/** As somebody would type it in psql: roles by their plain names, tenants as variables. */
function readable(sql: string, { target, tenants }: FactServer, roles: FactRoles): string {
  let text = sql;
  for (const [name, role] of Object.entries(roles)) text = text.replaceAll(role, name);
  for (const { name, tenantId } of tenants) text = text.replaceAll(`'${tenantId}'`, `:'${name}'`);
  return text.replaceAll(`${target.prefix}_`, '');
}
