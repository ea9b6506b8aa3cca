import { expect } from 'vitest';
import type { PlanSummary } from '../../bench/result/parts.js';
import type { Result } from '../../bench/result/result.js';
import { check } from '../../bench/run/check.js';
import { PROFILES } from '../../bench/run/profiles.js';
import type { Scenario, TenantName } from '../../bench/scenario/scenario.js';
import { testedMajor } from '../support/tested-major.js';

const FEW_ROWS = { invoices: 12_000, tenants: 40 };

/** As many rows as siblings have in profile `quick`, for what a planner only does with so many. */
export const MANY_ROWS = { invoices: 60_000, tenants: 200 };

/** Proofs, plans and expectations of a scenario on few rows, or as many as are given. */
export async function checkSmall(scenario: Scenario, size = FEW_ROWS): Promise<Result> {
  const { result, error } = await check({
    scenarios: [scenario],
    profile: {
      ...PROFILES.quick,
      size,
      siblingInvoices: size.invoices,
    },
    ...{ location: 'embedded', pgMajor: testedMajor(), seed: 1, command: 'a test' },
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  if (error) throw error;
  expectTenantsBySize(result);
  return result;
}

/** What a scenario leaves of the rows must leave the tenants what they are named for. */
function expectTenantsBySize({ scenarios }: Result): void {
  for (const { siblings = [] } of scenarios) {
    for (const { name, tenantRows } of siblings) {
      const bySize = [...tenantRows].sort((a, b) => b.rows - a.rows);
      expect([name, bySize]).toEqual([name, tenantRows]);
    }
  }
}

export function planOf(
  result: Result,
  arm: string,
  operation: string,
  tenant: TenantName,
): PlanSummary {
  const found = result.arms.find(
    (each) => each.arm === arm && each.operation === operation && each.tenant === tenant,
  );
  if (!found?.plan) throw new Error(`No plan of ${arm}, ${operation}, ${tenant}`);
  return found.plan;
}

/** All function calls of an execution. */
export function callsOf(
  result: Result,
  arm: string,
  operation: string,
  tenant: TenantName,
): number {
  const { calls } = planOf(result, arm, operation, tenant);
  if (calls === undefined) throw new Error(`The calls of ${arm} on ${operation} were not counted`);
  return calls.reduce((sum, one) => sum + one.calls, 0);
}

/** What went wrong: proofs and expectations that failed, in words. */
export function failuresOf({ proofs, expectations }: Result): string[] {
  return [
    ...proofs.map(({ detail, ...each }) => ({ ...each, rule: each.proof, message: detail })),
    ...expectations,
  ]
    .filter(({ status }) => status === 'failed')
    .map((each) => `${each.operation}, ${each.tenant}, ${each.arm}, ${each.rule}: ${each.message}`);
}
