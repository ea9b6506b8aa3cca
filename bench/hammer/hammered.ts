import { isPooled } from '../scenario/pooled-arms.js';
import type { Arm, Operation, Scenario } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';

/**
 * The arms of a scenario that are hammered: through a pooler, as a role that policies bind, by the
 * driver that looks at every row.
 */
export function hammeredArms({ arms }: Pick<Scenario, 'arms'>): Arm[] {
  return arms.filter(
    (arm) =>
      isPooled(arm) &&
      arm.isolation === 'rls' &&
      arm.client === 'wire' &&
      arm.repeats === undefined,
  );
}

/**
 * The operation that an arm is hammered with: one that says whose rows it returns and has no
 * parameters of its own, since a row that is asked for by its id is not found in another tenant, and
 * a leak would look like an empty read.
 */
export function hammeredOperation(
  { operations }: Pick<Scenario, 'operations'>,
  arm: Arm,
): (Operation & { readonly tenantColumn: string }) | undefined {
  return operations
    .filter(hasTenantColumn)
    .find(
      (operation) =>
        operation.draw === undefined && operation.effect === undefined && takesPart(arm, operation),
    );
}

function hasTenantColumn(
  operation: Operation,
): operation is Operation & { readonly tenantColumn: string } {
  return operation.tenantColumn !== undefined;
}
