import type { ClientConfig } from 'pg';
import type { ConnectionSettings } from './session.js';

/** Settings as `pg` takes them. */
export function clientConfig({ applicationName, ...settings }: ConnectionSettings): ClientConfig {
  return { ...settings, application_name: applicationName ?? 'rlsbench' };
}
