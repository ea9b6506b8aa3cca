import type { Result } from '../../result/result.js';

/** A result as if only some of its scenarios had been run: nothing of the others is left in it. */
export function partOf(result: Result, scenarios: readonly string[]): Result {
  const within = ({ scenario }: { readonly scenario: string }) => scenarios.includes(scenario);
  return {
    ...result,
    scenarios: result.scenarios.filter(({ name }) => scenarios.includes(name)),
    proofs: result.proofs.filter(within),
    arms: result.arms.filter(within),
    contrasts: result.contrasts.filter(within),
    expectations: result.expectations.filter(within),
    figures: result.figures.filter(within),
    loads: result.loads.filter(within),
    leaks: result.leaks.filter(within),
    hammers: result.hammers.filter(within),
    failures: result.failures.filter(within),
    skipped: result.skipped.filter(within),
  };
}
