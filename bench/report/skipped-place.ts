import type { SkippedWork } from '../result/result.js';

/**
 * Where work was skipped, in words, for each entry of a list: by its scenario too where the list, or
 * what it stands in, is of several, or where nothing else is said.
 */
export function skippedPlaces(skipped: readonly SkippedWork[], ofSeveral = false): string[] {
  const several = ofSeveral || new Set(skipped.map(({ scenario }) => scenario)).size > 1;
  return skipped.map(({ scenario, operation, tenant, concurrency, arm }) => {
    const within = [
      operation,
      tenant,
      concurrency === null ? null : `concurrency ${concurrency}`,
      arm,
    ].filter((part) => part !== null);
    return [...(several || within.length === 0 ? [scenario] : []), ...within].join(', ');
  });
}
