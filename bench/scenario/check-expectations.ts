import { keyOf, type Reject, requireName } from './problem.js';
import type { Expectation, Scenario } from './scenario.js';
import { takesPart } from './taking-part.js';

/** Every expectation has a rule, and is about arms that take part in its operation. */
export function checkExpectations({ operations, arms }: Scenario, reject: Reject): void {
  for (const operation of operations) {
    const names = arms.filter((arm) => takesPart(arm, operation)).map(({ name }) => name);
    for (const [index, expectation] of (operation.expect ?? []).entries()) {
      const key = `${keyOf('operations', operation)}.expect[${index}]`;
      const kind = `an arm that takes part in "${operation.name}"`;
      for (const [at, arm] of (expectation.arms ?? []).entries()) {
        requireName(reject, `${key}.arms[${at}]`, kind, arm, names);
      }
      if (rulesOf(expectation).length === 0) {
        reject(
          key,
          'expected at least one rule beside arms and tenants, for example uses, got none.',
        );
      }
    }
  }
}

function rulesOf({ arms: _arms, tenants: _tenants, ...rules }: Expectation): string[] {
  return Object.keys(rules);
}
