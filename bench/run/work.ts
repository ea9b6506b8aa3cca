import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Work } from '../load/session.js';
import type { Arm, Operation } from '../scenario/scenario.js';

/** The drawn parameters of one execution, and how many rows it returns (proved equal on all arms). */
export interface ProvedParameters {
  readonly values: readonly (string | null)[];
  readonly expectedRows: number;
}

/**
 * The work items of one arm in one cell, one a parameter set, in the same order on every arm. The
 * statement's name is the operation's and the tenant's, so that each tenant has a plan of its own
 * on a connection that serves several.
 */
export function workOf(
  arm: Arm,
  operation: Operation,
  tenant: NamedTenant,
  sets: readonly ProvedParameters[],
): Work[] {
  const strategy = CONTEXT_STRATEGIES[arm.context];
  return sets.map(({ values, expectedRows }) => ({
    exchange: strategy.exchange({
      name: `${operation.name}_${tenant.name}`,
      text: operation[arm.isolation],
      values: arm.isolation === 'where' ? [tenant.tenantId, ...values] : values,
      tenantId: tenant.tenantId,
    }),
    expectedRows,
    tenantId: tenant.tenantId,
    ...(operation.tenantColumn === undefined ? {} : { tenantColumn: operation.tenantColumn }),
  }));
}
