import pg from 'pg';
import { inOneLine } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { readRights } from './rights.js';
import { NAME_PREFIX, newPrefix } from './run-id.js';
import { readServerFacts, type ServerFacts } from './server-facts.js';
import { SESSION_SETTINGS } from './session-settings.js';
import type { OpenedTarget, TargetRequest } from './target.js';
import { isLocalBackend } from './url-local.js';
import { parseTargetUrl } from './url-parse.js';
import { reachServer } from './url-reach.js';
import { removeOurs } from './url-remove.js';

/**
 * An existing server. Everything lives in a database of our own, or where we may not make one in a
 * schema of our own, under a name nobody else has; `close` removes it. Nothing else is touched.
 *
 * @throws BadInputError for a malformed URL, an old server, or a role without the rights
 * @throws EnvironmentError when the server can't be reached or refuses the login
 */
export async function openUrl(request: TargetRequest): Promise<OpenedTarget> {
  const url = parseTargetUrl(request.location);
  const { client, settings: given } = await reachServer(url);
  const prefix = newPrefix();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= removeOurs(given, prefix, url.address);
    return closing;
  };
  try {
    const rights = await readRights(client, prefix, url.address);
    const leftovers = await listLeftovers(client);
    for (const warning of leftovers) request.onProgress(warning);
    const place = await makePlace(client, given, prefix, rights.createDatabase);
    const measuresServerCpu = await isLocalBackend(given);
    await request.fill(place.admin, place.schema);
    return {
      kind: 'url',
      ...place,
      canCreateDatabase: rights.createDatabase,
      canBypassRls: rights.createBypassRole,
      prefix,
      measuresServerCpu,
      dataSource: 'built',
      facts: async () => ({
        kind: 'url',
        ...withSessionSettings(await readServerFacts(place.admin)),
        placement: 'not pinned: the server is not ours to move',
        pinned: false,
        whereArmsRead: rights.createBypassRole ? 'same-tables' : 'twin-tables',
        measuresServerCpu,
        warnings: [...(rights.createBypassRole ? [] : [TWIN_WARNING]), ...leftovers],
      }),
      close,
    };
  } catch (error) {
    // What went wrong first is what the person needs to know, and then what was left behind.
    await close().catch((left) => request.onProgress(inOneLine(left)));
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The settings as the arms' sessions have them. */
function withSessionSettings(facts: ServerFacts): ServerFacts {
  const overridden: readonly string[] = SESSION_SETTINGS.map(({ name }) => name);
  const ours = SESSION_SETTINGS.map((setting) => ({
    ...setting,
    unit: null,
    source: "set by the arms' sessions",
  }));
  const others = facts.settings.filter(({ name }) => !overridden.includes(name));
  return { ...facts, settings: [...others, ...ours] };
}

const TWIN_WARNING =
  'No role with BYPASSRLS could be made on this server: WHERE arms read copies of the tables, not the same tables.';

async function makePlace(
  client: pg.Client,
  given: ConnectionSettings,
  prefix: string,
  ownDatabase: boolean,
): Promise<{ admin: ConnectionSettings; schema: string }> {
  const name = pg.escapeIdentifier(prefix);
  // What `close` knows our connections by where they are the person's role's in their database.
  const ours = { ...given, applicationName: prefix };
  if (ownDatabase) {
    // The same collation as the embedded server, so that the same rows have the same indexes.
    await client.query(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    return { admin: { ...ours, database: prefix }, schema: 'public' };
  }
  await client.query(`CREATE SCHEMA ${name}`);
  const options = `${given.options ?? ''} -c search_path=${prefix}`.trim();
  return { admin: { ...ours, options }, schema: prefix };
}

/** Databases and schemas of runs that were killed, or still run: listed, never removed. */
async function listLeftovers(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query(
    `SELECT 'database ' || datname AS name FROM pg_database WHERE starts_with(datname, $1)
     UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE starts_with(nspname, $1)
     UNION ALL SELECT 'role ' || rolname FROM pg_roles WHERE starts_with(rolname, $1)
     ORDER BY 1`,
    [NAME_PREFIX],
  );
  if (rows.length === 0) return [];
  const names = rows.map(({ name }) => name).join(', ');
  return [`Left by another run, or in use by one (drop them if none is running): ${names}`];
}
