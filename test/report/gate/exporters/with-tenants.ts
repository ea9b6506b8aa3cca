import type { GateResult } from '../../../../bench/gate/gate-result.js';

/** A made gate on a dataset that has the three tenants that every dataset of ours has. */
export function withTenants(result: GateResult): GateResult {
  const tenants = (['whale', 'median', 'tiny'] as const).map((name, index) => ({
    name,
    tenantId: `${index}`,
    rows: 10 ** (3 - index),
  }));
  return { ...result, dataset: { ...result.dataset, tenants } };
}
