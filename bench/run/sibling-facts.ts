import pg from 'pg';
import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import type { SiblingFacts } from '../result/parts.js';
import { rowsOfSibling } from '../scenario/rows-of.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import { connectionOf, databaseOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles, Target } from '../target/target.js';

export interface SiblingFactsRequest {
  readonly target: Target;
  readonly scenario: Scenario;
  readonly siblings: readonly Sibling[];
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
}

type RowCounts = Pick<SiblingFacts, 'mainRows' | 'tenantRows'>;

/**
 * What siblings hold: size, rows of the main table and of the named tenants, counted once for those
 * that say they hold the same rows (which is then proved).
 */
export async function siblingFactsOf(
  request: SiblingFactsRequest,
  roles: ArmRoles,
): Promise<SiblingFacts[]> {
  const { scenario, siblings } = request;
  const bytes = await bytesOf(request.target, roles);
  const counts = new Map<string, RowCounts>();
  const facts: SiblingFacts[] = [];
  for (const { name, title, from, setup, repeats } of siblings) {
    const rows = rowsOfSibling(scenario.siblings ?? [], name);
    const counted = counts.get(rows) ?? (await countRows(request, roles, name));
    counts.set(rows, counted);
    facts.push({
      ...{ name, title, from: from ?? null, setup: [...(setup ?? [])], repeats: repeats ?? null },
      ...{ rows, bytes: bytes.get(databaseOf(roles, name)) ?? 0, ...counted },
    });
  }
  return facts;
}

async function bytesOf({ admin }: Target, roles: ArmRoles): Promise<Map<string, number>> {
  const databases = [...(roles.siblings?.values() ?? [])];
  return withClient(admin, async (client) => {
    const { rows } = await client.query<{ name: string; bytes: string }>(
      'select name, pg_database_size(name) as bytes from unnest($1::text[]) as name',
      [databases],
    );
    return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  });
}

/** As the login that no policy binds: FORCE would hide rows from an owner who is no superuser. */
function countRows(
  { target, rows, tenants }: SiblingFactsRequest,
  roles: ArmRoles,
  sibling: string,
): Promise<RowCounts> {
  return withClient(connectionOf(roles, { isolation: 'where', sibling }), async (client) => {
    const table = `${pg.escapeIdentifier(target.schema)}.${pg.escapeIdentifier(rows.mainTable)}`;
    const counts = tenants.map((_, index) => `count(*) filter (where tenant_id = $${index + 1})`);
    const { rows: read } = await client.query<string[]>({
      text: `select count(*), ${counts.join(', ')} from ${table}`,
      values: tenants.map(({ tenantId }) => tenantId),
      rowMode: 'array',
    });
    const [mainRows = 0, ...tenantRows] = (read[0] ?? []).map(Number);
    return {
      mainRows,
      tenantRows: tenants.map(({ name }, index) => ({ name, rows: tenantRows[index] ?? 0 })),
    };
  });
}
