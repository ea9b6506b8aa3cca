import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Work } from '../load/session.js';
import type { ProvedParameters } from '../proof/equal-work.js';
import { queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation } from '../scenario/scenario.js';

/** The work items of one arm in one cell, one a parameter set, in the same order on every arm. */
export function workOf(
  arm: Arm,
  operation: Operation,
  tenant: NamedTenant,
  sets: readonly ProvedParameters[],
): Work[] {
  const { exchange } = CONTEXT_STRATEGIES[arm.context];
  return sets.map(({ values, expectedRows }) => ({
    exchange: exchange(queryCallOf(operation, arm.isolation, tenant, values)),
    expectedRows,
    tenantId: tenant.tenantId,
    ...(operation.tenantColumn === undefined ? {} : { tenantColumn: operation.tenantColumn }),
  }));
}
