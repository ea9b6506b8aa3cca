import type { GateFinding } from '../../../gate/gate-result.js';

/** What is said once of several arms, for most arms of a scenario differ in nothing a plan shows. */
export interface MergedFinding {
  readonly finding: GateFinding;
  /** In the order they came; none for what is said of no arm in particular. */
  readonly arms: readonly string[];
}

/** Findings that say the same of the same place in the same words, on other arms, as one. */
export function merged(findings: readonly GateFinding[]): MergedFinding[] {
  const byWords = new Map<string, { finding: GateFinding; arms: string[] }>();
  for (const finding of findings) {
    const { level, rule, scenario, operation, tenant, message, arm } = finding;
    const key = JSON.stringify([level, rule, scenario, operation, tenant, message]);
    const known = byWords.get(key) ?? { finding, arms: [] };
    if (arm !== null && !known.arms.includes(arm)) known.arms.push(arm);
    byWords.set(key, known);
  }
  return [...byWords.values()];
}
