import pg from 'pg';
import type { Scenario } from '../scenario/scenario.js';
import { writtenTables } from '../scenario/tables-of.js';
import { databaseOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import { whileNobodyConnects } from '../target/connection-gate.js';
import type { ArmRoles, Target } from '../target/target.js';

/**
 * Vacuums what the proofs' writes, undone, left dead on the arms' siblings, so that plans are read off
 * a stated state: what else was read there meanwhile has pruned some pages of one sibling and not of
 * another, which would be seen in the WAL of the next write.
 */
export async function vacuumWritten(
  { admin, schema }: Target,
  roles: ArmRoles,
  scenario: Scenario,
): Promise<void> {
  const tables = writtenTables(scenario).map(
    (table) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`,
  );
  if (tables.length === 0) return;
  const siblings = new Set(scenario.arms.flatMap(({ sibling }) => sibling ?? []));
  await Promise.all(
    [...siblings].map((sibling) =>
      withClient({ ...admin, database: databaseOf(roles, sibling) }, (client) =>
        whileNobodyConnects(() => client.query(`vacuum ${tables.join(', ')}`)),
      ),
    ),
  );
}
