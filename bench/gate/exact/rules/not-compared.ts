import type { GatePair } from '../../../result/gate-parts.js';
import type { SkippedWork } from '../../../result/parts.js';
import type { TenantName } from '../../../scenario/scenario.js';
import type { GateFinding } from '../../gate-result.js';
import { combinationOfArm } from '../combination.js';
import { type Comparison, tenantsOf } from '../comparison.js';
import { aboutWords, finding, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Work of both sides that one of them, or none, has a plan of. Told as widely as its reason was: an arm
 * that could not be reached is one finding, not one for each of its operations and tenants. An arm that
 * leaks, or works no more, on either side is not planned there: that is told by rule `context`.
 */
export const notCompared: ExactRule = (comparison) =>
  comparison.input.gate.pairs
    .filter(({ base, head }) => base !== null && head !== null)
    .filter(({ scenario, arm }) => !isControl(comparison, scenario, arm))
    .flatMap((pair) =>
      tenantsOf(comparison.input, pair.scenario).flatMap((tenant) => {
        const missing = [pair.base, pair.head].filter(
          (arm): arm is string =>
            arm !== null && comparison.planOf(pair, arm, tenant) === undefined,
        );
        if (missing.length === 0) return [];
        const reasons = missing.flatMap((arm) => reasonOf(comparison, pair, arm, tenant) ?? []);
        // Left out on purpose, and on both sides alike: nobody expects it.
        if (missing.length === 2 && reasons.every(({ byDesign }) => byDesign)) return [];
        return told(comparison, pair, tenant, missing, reasons[0]);
      }),
    );

function isControl({ arms }: Comparison, scenario: string, arm: string): boolean {
  const pair = arms.find((each) => each.scenario === scenario && each.arm === arm);
  return [pair?.base, pair?.head].some(
    (facts) => facts !== undefined && combinationOfArm(facts).verdict !== 'works',
  );
}

function told(
  comparison: Comparison,
  pair: GatePair,
  tenant: TenantName,
  missing: readonly string[],
  skipped: SkippedWork | undefined,
): GateFinding {
  const { scenario, arm } = pair;
  const who = missing.length === 2 ? 'both sides' : missing[0] === pair.base ? 'base' : 'head';
  const subject = {
    ...{ scenario, arm },
    operation: skipped === undefined ? pair.operation : skipped.operation,
    tenant: skipped === undefined ? tenant : skipped.tenant,
  };
  const why = skipped === undefined ? 'it has no plan there' : skipped.reason;
  const message = `${aboutWords(comparison, subject)} is not compared: on ${who} ${why}`;
  return finding(comparison, subject, {
    ...{ rule: 'not-compared', level: 'notice', message: sentence(message) },
  });
}

function reasonOf(
  { input: { skipped } }: Comparison,
  { scenario, operation }: GatePair,
  arm: string,
  tenant: TenantName,
): SkippedWork | undefined {
  return skipped.find(
    (each) =>
      each.scenario === scenario &&
      (each.arm ?? arm) === arm &&
      (each.operation ?? operation) === operation &&
      (each.tenant ?? tenant) === tenant,
  );
}
