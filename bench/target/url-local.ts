import { readFileSync } from 'node:fs';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';
import { readOnCpuNs } from './server-cpu.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\/.*)$/;

/**
 * Whether the server's backends are processes of this machine whose CPU time can be read. A local
 * port alone proves nothing (tunnels, containers): the backend's own process title, which names its
 * role, database and client port, must be found under the process number the server reports.
 */
export function isLocalBackend(settings: ConnectionSettings): Promise<boolean> {
  if (!LOOPBACK.test(settings.host)) return Promise.resolve(false);
  return withClient(settings, async (client) => {
    const { rows } = await client.query(
      `SELECT pid, client_port AS port FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
    );
    const [{ pid, port }] = rows;
    const peer = port === -1 ? '[local]' : `(${port})`;
    const title = readTitle(pid);
    return title.startsWith('postgres') && title.includes(peer) && readOnCpuNs(pid) !== null;
  });
}

function readTitle(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
