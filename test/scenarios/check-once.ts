import type { PlanSummary } from '../../bench/result/parts.js';
import type { Result } from '../../bench/result/result.js';
import { check } from '../../bench/run/check.js';
import { PROFILES } from '../../bench/run/profiles.js';
import type { Scenario, TenantName } from '../../bench/scenario/scenario.js';

/** Proofs, plans and expectations of a scenario on few rows. */
export async function checkSmall(scenario: Scenario): Promise<Result> {
  const { result, error } = await check({
    scenarios: [scenario],
    profile: {
      ...PROFILES.quick,
      size: { invoices: 12_000, tenants: 40 },
      siblingInvoices: 12_000,
    },
    ...{ location: 'embedded', pgMajor: 18, seed: 1, command: 'a test' },
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  if (error) throw error;
  return result;
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
