import pg from 'pg';
import type { NamedTenant } from '../../bench/dataset/dataset.js';
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

/**
 * Gives a group its own database, opens it, does the work and drops it.
 *
 * @param onStatement told every statement, with role names and tenants' ids made readable
 */
export async function inLab<T>(
  server: FactServer,
  roles: FactRoles,
  group: FactGroup,
  name: string,
  onStatement: (sql: string) => void,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const database = await makeDatabase(server.target, group, name);
  const admin = { ...server.target.admin, database };
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
  };
  try {
    return await work(lab);
  } finally {
    await session.close();
    await dropDatabase(server.target, database);
  }
}

async function makeDatabase(target: Target, group: FactGroup, name: string): Promise<string> {
  const database = `${target.prefix}_${name}`;
  if (group.data === 'invoices') await cloneDatabase(target, name);
  else {
    const create = `create database ${pg.escapeIdentifier(database)} template template0`;
    await withClient(target.admin, (client) => client.query(create));
  }
  return database;
}

async function dropDatabase(target: Target, database: string): Promise<void> {
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
