import type { Arm, Isolation, Operation, Scenario } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';

/** The plain INSERTs of a scenario, in its order: those that end in no error or UPDATE on a conflict. */
export function insertsOf({ operations }: Pick<Scenario, 'operations'>): Operation[] {
  return operations.filter(
    ({ effect, where }) =>
      effect === 'write' && /^\s*insert\b/i.test(where) && !/\bon conflict\b/i.test(where),
  );
}

/** The UPDATEs of a scenario, in its order. */
export function updatesOf({ operations }: Pick<Scenario, 'operations'>): Operation[] {
  return operations.filter(
    ({ effect, where }) => effect === 'write' && /^\s*update\b/i.test(where),
  );
}

/** The first arm of an isolation that takes part in all of a scenario's writes and repeats no other. */
export function writeArm(
  { arms, operations }: Pick<Scenario, 'arms' | 'operations'>,
  isolation: Isolation,
): Arm | undefined {
  const writes = operations.filter(({ effect }) => effect === 'write');
  return arms.find(
    (arm) =>
      arm.isolation === isolation &&
      arm.repeats === undefined &&
      writes.every((operation) => takesPart(arm, operation)),
  );
}
