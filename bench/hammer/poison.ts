import { setSessionTenant } from '../context/statements.js';
import type { ConnectionSettings } from '../load/session.js';
import { connect } from '../target/connect.js';
import type { HammerTenant } from './reads.js';

/**
 * Leaves a tenant on each server connection of a pool, as a client that says SET does: as many
 * clients as there are server connections hold one each in a transaction, then set and commit.
 *
 * @throws whatever `pg` throws when the pooler or the server refuses
 */
export async function poisonPool(
  settings: ConnectionSettings,
  poolSize: number,
  tenants: readonly HammerTenant[],
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: poolSize }, () => connect(settings)));
  try {
    // All hold one before any lets go.
    await Promise.all(clients.map((client) => client.query('begin')));
    await Promise.all(
      clients.map((client, index) => {
        const { tenantId } = tenants[index % tenants.length] as HammerTenant;
        return client.query(setSessionTenant(tenantId).text);
      }),
    );
    await Promise.all(clients.map((client) => client.query('commit')));
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}
