import type { PoolerConsole } from './console.js';
import type { PoolerRow, PoolerSettings } from './pooler.js';

/** What the console of a pooler that is not ours tells. */
export interface ExistingFacts {
  readonly version: string;
  /** What it is set to for a database, in the mode that was seen to be in force. */
  readonly settingsOf: (database: string, poolMode: PoolerSettings['poolMode']) => PoolerSettings;
}

/** Asks for version, configuration and databases. Throws where the console refuses. */
export async function readExisting({ ask }: PoolerConsole): Promise<ExistingFacts> {
  const [{ version = '' } = {}] = await ask('SHOW VERSION');
  const config = await ask('SHOW CONFIG');
  const databases = await ask('SHOW DATABASES');
  return {
    version: /\d+(\.\d+)+\w*/.exec(version ?? '')?.[0] ?? 'unknown',
    settingsOf: (database, poolMode) => existingSettings(config, databases, database, poolMode),
  };
}

/**
 * The settings in force for a database, from the rows of SHOW CONFIG and SHOW DATABASES: a database's
 * own pool size goes before the default one (PgBouncer manual, "[databases]").
 */
export function existingSettings(
  config: readonly PoolerRow[],
  databases: readonly PoolerRow[],
  database: string,
  poolMode: PoolerSettings['poolMode'],
): PoolerSettings {
  const values = new Map(config.map(({ key, value }) => [key, value ?? '']));
  const number = (name: string) => Number(values.get(name) || 0);
  const own = databases.find(({ name }) => name === database);
  return {
    poolMode,
    poolSize: Number(own?.pool_size ?? 0) || number('default_pool_size'),
    maxClients: number('max_client_conn'),
    maxPreparedStatements: number('max_prepared_statements'),
    serverResetQueryAlways: ['1', 'yes', 'on', 'true'].includes(
      values.get('server_reset_query_always') ?? '',
    ),
    trackExtraParameters: (values.get('track_extra_parameters') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}
