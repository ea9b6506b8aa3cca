import { exchangeOf } from '../context/exchange-of.js';
import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { type ParameterSet, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation, TenantName } from '../scenario/scenario.js';
import type { Work } from './session.js';

/** One parameter set and what every arm was proved to return for it. */
export interface ProvedParameters {
  readonly values: ParameterSet;
  readonly expectedRows: number;
  /** `rowsHash` of the rows. */
  readonly expectedHash: string;
}

/**
 * The work items of one arm for one operation and tenant, one a parameter set, in the same order on
 * every arm.
 *
 * @param measured the tenant whose prepared statement it runs, where this one's work warms it
 */
export function workOf(
  arm: Arm,
  operation: Operation,
  tenant: NamedTenant,
  sets: readonly ProvedParameters[],
  measured: TenantName = tenant.name,
): Work[] {
  const strategy = CONTEXT_STRATEGIES[arm.context];
  return sets.map(({ values, expectedRows, expectedHash }) => ({
    exchange: exchangeOf(strategy, queryCallOf(operation, arm, tenant, values, measured)),
    expectedRows,
    expectedHash,
    tenantId: tenant.tenantId,
    ...(strategy.startupOptions === undefined
      ? {}
      : { startupOptions: strategy.startupOptions(tenant.tenantId) }),
    ...(operation.tenantColumn === undefined ? {} : { tenantColumn: operation.tenantColumn }),
  }));
}
