import type { ExpectationResult, Result } from '../result/result.js';

/** What a check found out about one scenario. */
export interface ScenarioTally {
  readonly scenario: string;
  readonly proofs: number;
  readonly failedProofs: Result['proofs'];
  readonly plans: number;
  readonly expectations: number;
  readonly failed: readonly ExpectationResult[];
}

/** Counts proofs, plans and expectations by scenario, in the order they were checked. */
export function tally(result: Result): ScenarioTally[] {
  return result.scenarios.map(({ name }) => {
    const own = <T extends { readonly scenario: string }>(all: readonly T[]) =>
      all.filter(({ scenario }) => scenario === name);
    const proofs = own(result.proofs);
    const expectations = own(result.expectations);
    return {
      scenario: name,
      proofs: proofs.filter(({ status }) => status !== 'skipped').length,
      failedProofs: proofs.filter(({ status }) => status === 'failed'),
      plans: own(result.arms).filter(({ plan }) => plan !== null).length,
      expectations: expectations.length,
      failed: expectations.filter(({ status }) => status === 'failed'),
    };
  });
}
