import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Work } from '../load/session.js';
import { type ParameterSet, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation } from '../scenario/scenario.js';

/** The drawn parameters of one execution, and how many rows it returns (proved equal on all arms). */
export interface ProvedParameters {
  readonly values: ParameterSet;
  readonly expectedRows: number;
}

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
