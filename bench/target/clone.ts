import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';
import type { Target } from './target.js';

/** Copying needs the template to itself (manual, 23.3); Postgres waits five seconds for that. */
const OBJECT_IN_USE = '55006';

/** What WITH (FORCE) answers where a connection is not ours to end. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** A copy of a target's database, with the same roles and grants, to try things on. */
export interface Clone {
  /** The copy as its owner. */
  readonly admin: ConnectionSettings;
  /** Another login's settings, pointed at the copy. */
  settingsFor(settings: ConnectionSettings): ConnectionSettings;
  drop(): Promise<void>;
}

/**
 * Copies the target's database, or another of ours on its server. All other connections to it must have been closed; Postgres waits
 * for those that are still closing.
 *
 * @param name unique within the target; the target's prefix is put before it
 * @param from the database to copy
 * @returns undefined where the target may not create databases
 * @throws EnvironmentError when something stays connected to the database
 */
export async function cloneDatabase(
  target: Target,
  name: string,
  from: string = target.admin.database,
): Promise<Clone | undefined> {
  if (!target.canCreateDatabase) return undefined;
  const database = `${target.prefix}_${name}`;
  const identifier = pg.escapeIdentifier(database);
  const template = pg.escapeIdentifier(from);
  // FILE_COPY: no WAL for every page, and blocks shared where server and file system can. But it
  // takes two checkpoints of the whole server (manual, CREATE DATABASE), so only where that is ours.
  const strategy = target.kind === 'embedded' ? 'STRATEGY FILE_COPY' : '';
  const sql = `CREATE DATABASE ${identifier} TEMPLATE ${template} ${strategy}`;
  await withClient(besideTemplates(target), async (client) => {
    if (target.kind === 'embedded') await copyInKernel(client);
    await run(client, sql);
  });
  return {
    admin: { ...target.admin, database },
    settingsFor: (settings) => ({ ...settings, database }),
    drop: () =>
      withClient(target.admin, (client) =>
        run(client, `DROP DATABASE IF EXISTS ${identifier} WITH (FORCE)`).catch((error) => {
          // What somebody else has open, and we may not end, keeps it until the target is closed.
          if (target.kind !== 'url' || !isTaken(error)) throw error;
        }),
      ),
  };
}

/**
 * Where the copying is asked for. On a server of ours not in the database that is copied: two copies of
 * it that are made at a time would each find the other's connection there.
 */
function besideTemplates({ kind, admin }: Target): ConnectionSettings {
  return kind === 'url' ? admin : { ...admin, database: 'postgres' };
}

/**
 * From 18 on the files may be copied by the kernel, which takes two thirds of the time, and none
 * where the file system shares blocks (manual, 19.4.2 `file_copy_method`). Older servers and other
 * platforms don't know the setting or its value, and copy as they always have.
 */
async function copyInKernel(client: pg.Client): Promise<void> {
  try {
    await client.query("SET file_copy_method = 'clone'");
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
  }
}

/** Whether others are connected to it: no copy, and where they are not ours to end no drop either. */
export function isTaken(error: unknown): boolean {
  const { cause = error } = error as Error;
  const { code } = cause as pg.DatabaseError;
  return code === OBJECT_IN_USE || code === INSUFFICIENT_PRIVILEGE;
}

async function run(client: pg.Client, sql: string): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== OBJECT_IN_USE) throw error;
    throw new EnvironmentError(
      `A database of this run stays in use: ${(error as Error).message}.`,
      'Close other programs that are connected to it and run again.',
      { cause: error },
    );
  }
}
