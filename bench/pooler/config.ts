import type { ConnectionSettings } from '../load/session.js';
import type { PoolerSettings } from './pooler.js';
import type { ServerTls } from './server-tls.js';

/** What a PgBouncer's configuration is made from. */
export interface PoolerConfiguration {
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  readonly server: Pick<ConnectionSettings, 'host' | 'port'>;
  readonly settings: PoolerSettings;
  /** The user who may ask its console. */
  readonly consoleUser: string;
  readonly authFile: string;
  readonly serverTlsMode: ServerTls['mode'];
  /** Paths of certificates and keys, by the setting that names them. */
  readonly serverTlsFiles: Readonly<Record<string, string>>;
}

/**
 * The text of a pgbouncer.ini (PgBouncer manual, pgbouncer.ini(5)): what an arm asks for, what makes
 * it ours alone, and for everything else the defaults, since those are what people run.
 */
export function poolerConfiguration(configuration: PoolerConfiguration): string {
  const { port, server, settings, consoleUser, authFile } = configuration;
  const options: [string, string | number][] = [
    ['listen_addr', '127.0.0.1'],
    ['listen_port', port],
    // All clients of a step connect at once; Postgres allows twice its max_connections.
    ['listen_backlog', Math.max(128, 2 * settings.maxClients)],
    ['unix_socket_dir', ''],
    ['auth_type', 'scram-sha-256'],
    ['auth_file', authFile],
    ['admin_users', consoleUser],
    ['pool_mode', settings.poolMode],
    ['default_pool_size', settings.poolSize],
    // One more, so that a full house still lets the console in.
    ['max_client_conn', settings.maxClients + 1],
    ['max_prepared_statements', settings.maxPreparedStatements],
    ['server_reset_query_always', settings.serverResetQueryAlways ? 1 : 0],
    // PgBouncer adds those that it always tracks. The first is its default (1.20+).
    [
      'track_extra_parameters',
      ['IntervalStyle', ...(settings.trackExtraParameters ?? [])].join(', '),
    ],
    ['client_tls_sslmode', 'disable'],
    ['server_tls_sslmode', configuration.serverTlsMode],
    ...Object.entries(configuration.serverTlsFiles),
    // A line a connection would be work that a server without log_connections does not do.
    ['log_connections', 0],
    ['log_disconnections', 0],
    ['log_stats', 0],
  ];
  const database = `* = host=${quoted(server.host)} port=${server.port}`;
  const lines = options.map(([name, value]) => `${name} = ${value}`);
  return ['[databases]', database, '', '[pgbouncer]', ...lines, ''].join('\n');
}

/**
 * The text of an auth_file: a user and a password or SCRAM verifier a line (PgBouncer manual,
 * "Authentication file format").
 */
export function authFileText(secrets: readonly { user: string; secret: string }[]): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return secrets.map(({ user, secret }) => `${quote(user)} ${quote(secret)}\n`).join('');
}

/** A value of a connection string in [databases]: in quotes, and a quote doubled. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
