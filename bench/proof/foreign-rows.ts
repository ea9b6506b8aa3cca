import { escapeIdentifier } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import { mapInLanes } from '../lanes.js';
import type { ProofResult } from '../result/parts.js';
import { callInContext } from '../scenario/parameters.js';
import type { ArmForm } from './arm-form.js';
import type { ArmRunner } from './arm-runner.js';
import { armResults, orServerError } from './proof-result.js';

/** The column that every table under a tenant policy has. */
const TENANT_COLUMN = 'tenant_id';
const isForeign = `${TENANT_COLUMN} is distinct from $1`;

export interface TableVisibility {
  readonly table: string;
  readonly ownRows: number;
  readonly foreignRows: number;
}

/**
 * Proof: with tenant A's context set, an RLS arm's role sees rows of its own and of nobody
 * else, on every table, for each named tenant.
 */
export async function proveForeignRows(
  runner: ArmRunner,
  scenario: string,
  rlsForms: readonly ArmForm[],
  tenants: readonly NamedTenant[],
  tables: readonly string[],
): Promise<ProofResult[]> {
  const results = await mapInLanes(rlsForms, async (form) => {
    const ofForm: ProofResult[] = [];
    for (const tenant of tenants) {
      const outcome = await orServerError(async () => {
        const seen: TableVisibility[] = [];
        for (const table of tables) seen.push(await visibleRows(runner, form, tenant, table));
        const leaks = seen.filter(({ foreignRows }) => foreignRows > 0);
        const examples: string[] = [];
        for (const leak of leaks) examples.push(await describeLeak(runner, form, tenant, leak));
        const empty = seen.filter(({ ownRows }) => ownRows === 0);
        // A table without rows of its own hides nobody's: the check would pass on nothing.
        for (const { table } of empty) {
          examples.push(
            `saw no own row of ${table}, so nothing shows that its policy lets any through`,
          );
        }
        return examples.length > 0
          ? { passed: false, detail: examples.join('; ') }
          : { passed: true, detail: `saw ${seen.map(describeOwn).join(' and ')}, none of others` };
      });
      ofForm.push(...armResults(form, { scenario, proof: 'no foreign rows', tenant }, outcome));
    }
    return ofForm;
  });
  return results.flat();
}

/**
 * Counts the rows of `table` that the form's role sees in the tenant's context, its own and others'.
 * The count is an aggregate FILTER and no WHERE, so that nothing but the policy decides what is read.
 */
export async function visibleRows(
  runner: ArmRunner,
  form: ArmForm,
  tenant: NamedTenant,
  table: string,
): Promise<TableVisibility> {
  const text = `select count(*) filter (where ${isForeign}), count(*) from ${escapeIdentifier(table)}`;
  const values = [tenant.tenantId];
  const call = callInContext(tenant, { name: `visible_${table}`, text, values });
  const { rows } = await runner.rows(form, call);
  const foreignRows = Number(rows[0]?.[0]);
  return { table, ownRows: Number(rows[0]?.[1]) - foreignRows, foreignRows };
}

async function describeLeak(
  runner: ArmRunner,
  form: ArmForm,
  tenant: NamedTenant,
  { table, foreignRows }: TableVisibility,
): Promise<string> {
  const text = `select t::text from ${escapeIdentifier(table)} t where ${isForeign} limit 2`;
  const values = [tenant.tenantId];
  const call = callInContext(tenant, { name: `foreign_${table}`, text, values });
  const { rows } = await runner.rows(form, call);
  return `saw ${foreignRows} foreign rows of ${table}, for example ${rows.flat().join(' and ')}`;
}

function describeOwn({ table, ownRows }: TableVisibility): string {
  return `${ownRows} own rows of ${table}`;
}
