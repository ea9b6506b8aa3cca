import { FINDING_RULES, type GateFinding } from '../gate-result.js';
import { comparisonOf } from './comparison.js';
import type { ExactInput } from './input.js';
import { EXACT_RULES } from './registry.js';

export type { ExactInput } from './input.js';

/**
 * Tier 1: what head's proofs, plans and catalog say of it beside base's, without a clock. Pure.
 *
 * The most telling come first: failures, then notices, then what is better; in each the causes before
 * the figures they explain (the order of FINDING_RULES). What was found twice (proofs that were run
 * again) is told once, and a plan that changed only where nothing else shows its pair of plans. A plan
 * that got worse is not praised for a figure that fell with it.
 */
export function exactFindings(input: ExactInput): GateFinding[] {
  const comparison = comparisonOf(input);
  const found = EXACT_RULES.flatMap((rule) => rule(comparison));
  const withPlans = new Set(
    found.filter(({ rule, plans }) => plans && rule !== 'plan-changed').map(pairKey),
  );
  const worse = new Set(found.filter(({ level }) => level === 'failure').map(pairKey));
  const told = new Map<string, GateFinding>();
  for (const finding of found) {
    if (finding.rule === 'plan-changed' && withPlans.has(pairKey(finding))) continue;
    if (finding.level === 'better' && worse.has(pairKey(finding))) continue;
    const key = JSON.stringify(finding);
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()].sort((a, b) => rank(a) - rank(b));
}

function pairKey({ scenario, operation, tenant, arm }: GateFinding): string {
  return JSON.stringify([scenario, operation, tenant, arm]);
}

const LEVELS = ['failure', 'notice', 'better'] as const;

function rank({ level, rule }: GateFinding): number {
  return LEVELS.indexOf(level) * FINDING_RULES.length + ORDER.indexOf(rule);
}

/** Isolation before what an expectation says of it. */
const ORDER = [
  ...(['isolation', 'proof', 'context'] as const),
  ...FINDING_RULES.filter((rule) => !['isolation', 'proof', 'context'].includes(rule)),
];
