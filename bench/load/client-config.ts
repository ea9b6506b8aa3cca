import type { ClientConfig } from 'pg';
import type { ConnectionSettings } from './session.js';

/** A server that does not answer, or a stopped pooler, is waited for so long by one who connects. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Settings of a single client, as `pg` takes them: a pool would wait so long for a free client, too. */
export function singleConfig(settings: ConnectionSettings): ClientConfig {
  return { ...clientConfig(settings), connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
}

/** Settings as `pg` takes them. */
export function clientConfig({ applicationName, ...settings }: ConnectionSettings): ClientConfig {
  return { ...settings, application_name: applicationName ?? 'rlsbench' };
}
