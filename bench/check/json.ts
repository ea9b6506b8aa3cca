import type { Result } from '../result/result.js';
import { exactMetrics } from './exact-metrics.js';

/** A check as JSON: what held, what failed, what was not checked, and the exact metrics of every plan. */
export function checkJson(result: Result): string {
  const { target, dataset, seed, proofs, expectations, skipped } = result;
  const check = {
    passed: hasPassed(result),
    serverVersion: target.serverVersion,
    dataset: dataset.schema,
    seed,
    proofs: proofs.map(({ scenario, proof, arm, operation, tenant, status, detail }) => ({
      ...{ scenario, proof, arm, operation, tenant, status, detail },
    })),
    expectations,
    skipped,
    plans: exactMetrics(result),
  };
  return JSON.stringify(check, null, 2);
}

/** True where every proof and every expectation holds. */
export function hasPassed({ proofs, expectations }: Result): boolean {
  return [...proofs, ...expectations].every(({ status }) => status !== 'failed');
}
