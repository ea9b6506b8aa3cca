import type { Client } from 'pg';

/** Connections left free for our own admin work and for whoever else uses the server. */
const SPARE = 3;

/** Connections that a login without privileges can still open on the server. */
export async function freeConnections(client: Client): Promise<number> {
  const { rows } = await client.query<{ free: number }>(
    `select current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int
            - (select count(*)::int from pg_stat_activity where backend_type = 'client backend')
            as free`,
  );
  return Math.max(0, (rows[0]?.free ?? 0) - SPARE);
}
