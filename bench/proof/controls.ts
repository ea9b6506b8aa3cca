import { type Client, DatabaseError } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import type { ProofResult } from '../result/parts.js';
import type { ArmForm } from './arm-form.js';
import type { ArmRunner } from './arm-runner.js';
import { compareWork, type WorkToProve } from './equal-work.js';
import { visibleRows } from './foreign-rows.js';
import { describeError, proofResult } from './proof-result.js';
import { admitEverything, disableRls, dropPolicies, type Sabotage } from './sabotage.js';

export interface ControlRequest {
  readonly scenario: string;
  /** Where isolation may be broken: a clone, or a transaction that will be rolled back. */
  readonly owner: Client;
  readonly schema: string;
  /** Sees what `owner` changes. */
  readonly runner: ArmRunner;
  readonly forms: readonly ArmForm[];
  readonly tenants: readonly NamedTenant[];
  readonly tables: readonly string[];
  readonly work: readonly WorkToProve[];
}

/** A check run on broken isolation: what it should have noticed and didn't; empty when it did all. */
type Unnoticed = (request: ControlRequest, rlsForms: readonly ArmForm[]) => Promise<string[]>;

interface Control {
  readonly name: string;
  readonly sabotage: Sabotage;
  readonly unnoticed: Unnoticed;
  readonly noticed: string;
}

const foreignNoticed = 'the foreign-row check failed for every tenant and table, as it must';

const controls: readonly Control[] = [
  {
    name: 'control: RLS disabled',
    sabotage: disableRls,
    unnoticed: foreignRowsUnnoticed,
    noticed: foreignNoticed,
  },
  {
    name: 'control: policy USING (true)',
    sabotage: admitEverything,
    unnoticed: foreignRowsUnnoticed,
    noticed: foreignNoticed,
  },
  {
    name: 'control: policy dropped',
    sabotage: dropPolicies,
    unnoticed: missingRowsUnnoticed,
    noticed: 'the equal-work check failed for every tenant, as it must',
  },
];

/**
 * Proof that the other proofs can fail: isolation is broken in three ways, and the check that should
 * notice must. A control that passes its check unnoticed is a failed proof.
 */
export async function proveControls(request: ControlRequest): Promise<ProofResult[]> {
  const rlsForms = request.forms.filter(({ isolation }) => isolation === 'rls');
  const results: ProofResult[] = [];
  for (const { name, sabotage, unnoticed, noticed } of controls) {
    for (const table of request.tables) await sabotage(request.owner, request.schema, table);
    const missed = await unnoticed(request, rlsForms);
    results.push(
      proofResult(
        { scenario: request.scenario, proof: name },
        { passed: missed.length === 0, detail: missed.join('; ') || noticed },
      ),
    );
  }
  return results;
}

async function foreignRowsUnnoticed(
  { runner, tenants, tables }: ControlRequest,
  rlsForms: readonly ArmForm[],
): Promise<string[]> {
  const missed: string[] = [];
  for (const form of rlsForms) {
    for (const tenant of tenants) {
      for (const table of tables) {
        const where = `arm ${form.arms[0]?.name}, tenant ${tenant.name}, table ${table}`;
        try {
          const { foreignRows } = await visibleRows(runner, form, tenant, table);
          if (foreignRows === 0) missed.push(`the foreign-row check still passed for ${where}`);
        } catch (error) {
          if (!(error instanceof DatabaseError)) throw error;
          missed.push(
            `the foreign-row check could not be run for ${where}: ${describeError(error)}`,
          );
        }
      }
    }
  }
  return missed;
}

/**
 * A tenant's work differs where at least one operation's rows do: an aggregate over nothing may well
 * be the same without a policy. A write that is refused differs too: the same had been let through.
 * Any other server error is no difference.
 */
async function missingRowsUnnoticed(
  { runner, forms, tenants, work }: ControlRequest,
  rlsForms: readonly ArmForm[],
): Promise<string[]> {
  const [reference] = forms.filter(({ isolation }) => isolation === 'where');
  if (!reference) return ['there is no WHERE arm to compare with'];
  const missed: string[] = [];
  for (const form of rlsForms) {
    for (const tenant of tenants) {
      const noticed = new Set<string>();
      for (const { operation, sets } of work.filter((item) => item.tenant.name === tenant.name)) {
        const once = { operation, tenant, sets: sets.slice(0, 1) };
        const { problems } = await compareWork(runner, [reference, form], once);
        noticed.add(problems.get(form)?.kind ?? 'equal');
      }
      if (!noticed.has('rows-differ') && !noticed.has('refused')) {
        missed.push(
          `the equal-work check did not see rows differ for arm ${form.arms[0]?.name}, tenant ${tenant.name} (saw: ${[...noticed].join(', ')})`,
        );
      }
    }
  }
  return missed;
}
