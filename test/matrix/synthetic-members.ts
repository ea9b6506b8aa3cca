import type { MatrixFacts } from '../../bench/matrix/matrix-file.js';
import type { Member } from '../../bench/matrix/member.js';
import type { PlanRecord } from '../../bench/result/journal.js';
import type { ArmResult, ContrastResult, PlanSummary, Result } from '../../bench/result/result.js';
import { syntheticRun } from '../report/synthetic.js';

/** Made-up runs of several versions, equal but for what a test changes. */

const PLAIN = syntheticRun();
const HOSTILE = syntheticRun({ hostile: true });

export interface Changes {
  readonly plan?: (plan: PlanSummary, arm: ArmResult) => PlanSummary;
  readonly contrast?: (contrast: ContrastResult) => ContrastResult;
  readonly result?: (result: Result) => Result;
  /** Only these operations. */
  readonly operations?: readonly string[];
  readonly hostile?: boolean;
}

export function syntheticMember(major: number, changes: Changes = {}): Member {
  const { operations, plan = (same) => same, contrast = (same) => same } = changes;
  const { result, plans } = changes.hostile ? HOSTILE : PLAIN;
  const wanted = (each: { operation: string }) => operations?.includes(each.operation) ?? true;
  const arms = result.arms.filter(wanted).map((arm) => {
    const summary = planOf(plans, arm);
    return summary === null ? arm : { ...arm, plan: plan(summary, arm) };
  });
  const changed: Result = {
    ...result,
    target: { ...result.target, serverVersion: `${major}.1`, serverVersionNum: major * 10_000 + 1 },
    arms,
    contrasts: result.contrasts.filter(wanted).map(contrast),
  };
  const toResult = changes.result ?? ((same) => same);
  return { major, folderName: `pg${major}`, result: toResult(changed) };
}

function planOf(plans: readonly PlanRecord[], arm: ArmResult): PlanSummary | null {
  const found = plans.find(
    (plan) =>
      plan.operation === arm.operation && plan.tenant === arm.tenant && plan.arm === arm.arm,
  );
  return found?.summary ?? null;
}

export function matrixFactsOf(majors: readonly number[]): MatrixFacts {
  return {
    version: 1,
    startedAt: '2026-11-21T10:00:00.000Z',
    command: `rlsbench run --pg ${majors.join(',')}`,
    profile: 'quick',
    seed: 1,
    majors: [...majors],
    missed: [],
  };
}

/** One plan made another: with its nodes changed, and so its fingerprint. */
export function otherPlan(plan: PlanSummary): PlanSummary {
  const nodes = plan.nodes.map((node) =>
    node.index === null ? node : { ...node, nodeType: 'Index Only Scan' },
  );
  return { ...plan, nodes, fingerprint: `other ${plan.fingerprint}` };
}

/** The same plan, as Postgres 18 tells that it skip-scans. */
export function skipScanned(plan: PlanSummary): PlanSummary {
  const nodes = plan.nodes.map((node) =>
    node.index === null
      ? node
      : { ...node, indexCondition: '(created_at < ?)', indexSearches: 6, buffers: 21 },
  );
  return { ...plan, nodes, buffers: 21 };
}
