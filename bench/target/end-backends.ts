import pg from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';
import type { ArmRoles, Target } from './target.js';

/** A backend that ends at all does so well within this time. */
const GONE_TIMEOUT_MS = 5_000;

/** Ends the other backends of a login, as that login, which may (manual, 9.28.2), and waits for it. */
export async function endBackendsOf(login: ConnectionSettings): Promise<void> {
  await withClient(login, (client) =>
    client.query(
      `select pg_terminate_backend(pid, ${GONE_TIMEOUT_MS}) from pg_stat_activity
        where usename = session_user and pid <> pg_backend_pid()`,
    ),
  );
}

/**
 * Ends what others than the arms and we have open on databases of ours (what a pooler's auth_query keeps,
 * for one), where the target's role may. What it may not end stays.
 */
export async function endOthersOnOurs(
  { admin, prefix }: Pick<Target, 'admin' | 'prefix'>,
  { rls, where }: Pick<ArmRoles, 'rls' | 'where'>,
): Promise<void> {
  await withClient(admin, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity
        where pid <> pg_backend_pid() and starts_with(datname, $1) and usename <> all ($2)
          and application_name is distinct from $1`,
      [prefix, [rls.user, where.user]],
    );
    for (const { pid } of rows) {
      await client
        .query(`select pg_terminate_backend(${pid}, ${GONE_TIMEOUT_MS})`)
        .catch((error: unknown) => {
          if (!(error instanceof pg.DatabaseError)) throw error;
        });
    }
  });
}
