import { type Client, escapeIdentifier } from 'pg';
import { inContext, textRows } from '../context/in-context.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { mapInLanes } from '../lanes.js';
import type { ProofResult } from '../result/parts.js';
import { callInContext } from '../scenario/parameters.js';
import type { ArmForm } from './arm-form.js';
import type { ConnectionRunner } from './arm-runner.js';
import { armResults, orServerError } from './proof-result.js';

/**
 * Proof: an RLS arm that has set no tenant sees no row of any table: on a new connection, where the
 * setting is NULL, and after a transaction that had set it, where it is '' (Postgres keeps a custom
 * setting's placeholder after a transaction-local value ends).
 *
 * @param clientOf connections that are new: no context was set on them yet
 */
export async function proveNoContext(
  { client: clientOf }: Pick<ConnectionRunner, 'client'>,
  scenario: string,
  rlsForms: readonly ArmForm[],
  tenant: NamedTenant,
  tables: readonly string[],
): Promise<ProofResult[]> {
  const results = await mapInLanes(rlsForms, async (form) => {
    const outcome = await orServerError(async () => {
      const client = await clientOf(form);
      const seen = await rowsSeen(client, tables, 'before any context was set');
      await runOnceInContext(client, form, tenant);
      seen.push(
        ...(await rowsSeen(client, tables, `after a transaction of tenant ${tenant.name}`)),
      );
      return seen.length > 0
        ? { passed: false, detail: seen.join('; ') }
        : { passed: true, detail: `no row of ${tables.join(' or ')} without a context` };
    });
    return armResults(form, { scenario, proof: 'no context, no rows' }, outcome);
  });
  return results.flat();
}

async function rowsSeen(client: Client, tables: readonly string[], when: string) {
  const seen: string[] = [];
  for (const table of tables) {
    const { rows } = await client.query<{ example: string }>(
      `select t::text as example from ${escapeIdentifier(table)} t limit 2`,
    );
    const examples = rows.map(({ example }) => example);
    if (examples.length > 0) seen.push(`saw rows of ${table} ${when}: ${examples.join(' and ')}`);
  }
  return seen;
}

async function runOnceInContext(client: Client, form: ArmForm, tenant: NamedTenant) {
  const call = callInContext(tenant, { name: 'in_context', text: 'select 1', values: [] });
  await inContext(client, form.strategy.exchange(call), (query) => textRows(client, query));
}
