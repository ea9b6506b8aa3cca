import type { GateFinding, GateResult, GateTiming } from '../../../gate/gate-result.js';
import { operationTitle } from '../../../gate/words.js';

/** One thing that a gate checked, with all that it found of it. */
export interface CheckedCell {
  readonly scenario: string;
  readonly operation: string | null;
  readonly tenant: string | null;
  readonly arm: string | null;
  /** "latest 20 invoices, tiny tenant, rls": unlike any other of its scenario. */
  readonly title: string;
  /** Why there is nothing to compare it with; null where there is. */
  readonly missing: string | null;
  readonly findings: readonly GateFinding[];
  readonly timings: readonly GateTiming[];
}

type Place = Pick<GateFinding, 'scenario' | 'operation' | 'tenant' | 'arm'>;

/**
 * Every operation, tenant and arm of a gate, and what failures name besides: an operation for every
 * tenant, a scenario as a whole.
 */
export function checkedCells(result: GateResult): CheckedCell[] {
  const { findings, timings, gate, dataset } = result;
  const missing = new Map<string, string>();
  const places = new Map<string, Place>();
  const add = (place: Place) => places.set(keyOf(place), place);
  for (const { scenario, operation, arm, base, head } of gate.pairs) {
    for (const { name: tenant } of dataset.tenants) {
      const place = { scenario, operation, tenant, arm };
      add(place);
      if (base === null) missing.set(keyOf(place), 'Only head has it.');
      if (head === null) missing.set(keyOf(place), 'Only base has it.');
    }
  }
  for (const place of [...findings.filter(isFailure), ...timings]) add(place);
  return [...places].map(([key, { scenario, operation, tenant, arm }]) => ({
    ...{ scenario, operation, tenant, arm },
    title: titleOf(result, { scenario, operation, tenant, arm }),
    missing: missing.get(key) ?? null,
    findings: findings.filter((finding) =>
      isFailure(finding)
        ? keyOf(finding) === key
        : covers(finding, { scenario, operation, tenant, arm }),
    ),
    timings: timings.filter((timing) => keyOf(timing) === key),
  }));
}

function isFailure({ level }: GateFinding): boolean {
  return level === 'failure';
}

/** What is said of an operation, or of a scenario, is said of each of its cells. */
function covers(finding: GateFinding, place: Place): boolean {
  const within = (said: string | null, here: string | null) => said === null || said === here;
  return (
    finding.scenario === place.scenario &&
    within(finding.operation, place.operation) &&
    within(finding.tenant, place.tenant) &&
    within(finding.arm, place.arm)
  );
}

function keyOf({ scenario, operation, tenant, arm }: Place): string {
  return JSON.stringify([scenario, operation, tenant, arm]);
}

function titleOf(result: GateResult, { scenario, operation, tenant, arm }: Place): string {
  return [
    operation === null ? 'the scenario' : operationTitle(result, scenario, operation),
    tenant === null ? 'every tenant' : `${tenant} tenant`,
    arm ?? 'every arm',
  ].join(', ');
}
