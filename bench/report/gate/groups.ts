import type { FindingRule, GateFinding, GateResult, GateTiming } from '../../gate/gate-result.js';
import { operationTitle } from '../../gate/words.js';

/** All that a gate found of one operation, at one level; or of a scenario as a whole. */
export interface OperationGroup {
  readonly scenario: string;
  /** Null: of the scenario, not of one operation. */
  readonly operation: string | null;
  readonly title: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly causes: readonly Cause[];
  readonly timings: readonly GateTiming[];
}

/** One thing that changed, with every tenant and arm it changed for. */
export interface Cause {
  readonly rule: FindingRule;
  readonly findings: readonly GateFinding[];
}

/**
 * Findings and timings by operation, and within one by cause, in the order they come: what was found
 * first is what the gate thinks of most.
 */
export function operationGroups(
  result: GateResult,
  findings: readonly GateFinding[],
  timings: readonly GateTiming[],
): OperationGroup[] {
  const keys = new Map<string, { scenario: string; operation: string | null }>();
  for (const { scenario, operation } of [...findings, ...timings]) {
    keys.set(JSON.stringify([scenario, operation]), { scenario, operation });
  }
  return [...keys.values()].map(({ scenario, operation }) => {
    const here = (of: { scenario: string; operation: string | null }) =>
      of.scenario === scenario && of.operation === operation;
    const found = findings.filter(here);
    const facts = result.gate.scenarios.find(({ name }) => name === scenario);
    const described = facts?.operations.find(({ name }) => name === operation);
    return {
      scenario,
      operation,
      title: operation === null ? scenario : operationTitle(result, scenario, operation),
      file: found.find(({ file }) => file !== null)?.file ?? facts?.file ?? null,
      line: found.find(({ line }) => line !== null)?.line ?? described?.line ?? null,
      causes: [...new Set(found.map(({ rule }) => rule))].map((rule) => ({
        rule,
        findings: found.filter((finding) => finding.rule === rule),
      })),
      timings: timings.filter(here),
    };
  });
}

/** What fails the gate. */
export function worseGroups(result: GateResult): OperationGroup[] {
  return operationGroups(
    result,
    result.findings.filter(({ level }) => level === 'failure'),
    result.timings.filter(({ verdict }) => verdict === 'fail'),
  );
}

/** What head mended or saved. */
export function betterGroups(result: GateResult): OperationGroup[] {
  return operationGroups(
    result,
    result.findings.filter(({ level }) => level === 'better'),
    result.timings.filter(({ better }) => better),
  );
}

/** What to know that neither fails the gate nor speaks for head. */
export function noticeGroups(result: GateResult): OperationGroup[] {
  return operationGroups(
    result,
    result.findings.filter(({ level }) => level === 'notice'),
    [],
  );
}

/** Timings that say neither yes nor no. */
export function untoldGroups(result: GateResult): OperationGroup[] {
  return operationGroups(
    result,
    [],
    result.timings.filter(({ verdict }) => verdict === 'inconclusive' || verdict === 'untrusted'),
  );
}
