import type { ConnectionSettings } from '../load/session.js';
import type { TargetFacts } from '../result/facts.js';
import { withClient } from './connect.js';

/** Paths say where things are on this machine; nobody who reads a result needs them. */
const PATHS = /(_file|_dir|_directory|_directories)$/;
/** Might hold a password or key (primary_conninfo, archive_command). */
const SECRETS = /conninfo|command|password|secret|token|key/;
/** A setting that is not Postgres' own (manual, 19.16): what an application keeps there is its own affair. */
const CUSTOM = /\./;

export type ServerFacts = Pick<TargetFacts, 'serverVersion' | 'serverVersionNum' | 'settings'>;

/**
 * The server's version and every setting that is not at its built-in default. Paths are left out,
 * values of settings that may hold a secret are withheld.
 */
export function readServerFacts(admin: ConnectionSettings): Promise<ServerFacts> {
  return withClient(admin, async (client) => {
    const version = await client.query(
      `SELECT current_setting('server_version') AS version,
              current_setting('server_version_num')::int AS number`,
    );
    const settings = await client.query<TargetFacts['settings'][number]>(
      `SELECT name, setting AS value, unit, source FROM pg_settings
        WHERE source NOT IN ('default', 'client', 'session')
          AND setting IS DISTINCT FROM boot_val
        ORDER BY name`,
    );
    return {
      serverVersion: version.rows[0].version,
      serverVersionNum: version.rows[0].number,
      settings: settings.rows
        .filter(({ name }) => !PATHS.test(name))
        .map((row) =>
          SECRETS.test(row.name) || CUSTOM.test(row.name) ? { ...row, value: '(withheld)' } : row,
        ),
    };
  });
}
