import type { SkippedWork } from './parts.js';
import type { Result } from './result.js';

type Skips = Pick<Result, 'scenarios' | 'skipped'>;

/** The skips of whole scenarios: asked for, but with nothing else of them in the result. */
export function leftOutScenarios({ scenarios, skipped }: Skips): SkippedWork[] {
  const known = new Set(scenarios.map(({ name }) => name));
  return skipped.filter(
    ({ scenario, operation, tenant, concurrency, arm }) =>
      !known.has(scenario) && [operation, tenant, concurrency, arm].every((part) => part === null),
  );
}

/** The same, those with one reason together. */
export function leftOutByReason(result: Skips): { names: string[]; reason: string }[] {
  const byReason = new Map<string, string[]>();
  for (const { scenario, reason } of leftOutScenarios(result)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), scenario]);
  }
  return [...byReason].map(([reason, names]) => ({ names, reason }));
}
