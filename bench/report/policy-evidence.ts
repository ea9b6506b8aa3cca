import type { ContrastResult } from '../result/result.js';
import { isPolicyContrast, latencyContrasts, policyContrast, type ReportCell } from './cells.js';
import { judge } from './judge.js';
import { plansDiffer } from './plan-differences.js';

/** What is known of the policy's own cost in a cell. */
export interface PolicyEvidence {
  /** RLS over WHERE with the same messages, each with the plan it chose. */
  readonly asRun: ContrastResult;
  /** The one that holds nothing but the policy: as run, or the twin with equal plans; null: none. */
  readonly alone: ContrastResult | null;
}

/** The policy's contrasts; where plans differ as run, the twin whose plans are equal stands in. */
export function policyEvidence(cell: ReportCell): PolicyEvidence | null {
  const asRun = policyContrast(cell);
  if (asRun === undefined) return null;
  const twins = policyContrasts(cell).filter(({ kind }) => kind === 'twin');
  return { asRun, alone: [asRun, ...twins].find((one) => !plansDiffer(cell, one)) ?? null };
}

/** Every contrast of a cell whose arms differ in the policy alone: as applications send it, and twins. */
export function policyContrasts(cell: ReportCell): ContrastResult[] {
  return latencyContrasts(cell).filter(
    (contrast) =>
      (contrast.kind === 'step' || contrast.kind === 'twin') &&
      isPolicyContrast(cell.scenario, contrast),
  );
}

/**
 * The other contrasts of the policy with equal plans that say something else than the one shown: the
 * same policy, another way to tell the tenant or another kind of plan. Only what is sure is said.
 */
export function otherwise(cell: ReportCell, shown: ContrastResult): ContrastResult[] {
  const said = directionOf(shown);
  return policyContrasts(cell).filter((other) => {
    const direction = directionOf(other);
    const isNews = direction === 'none' ? said !== 'unknown' : direction !== 'unknown';
    return other !== shown && isNews && direction !== said && !plansDiffer(cell, other);
  });
}

function directionOf(contrast: ContrastResult): 'dearer' | 'cheaper' | 'none' | 'unknown' {
  const judgement = judge(contrast);
  if (judgement === 'dearer' || judgement === 'cheaper') return judgement;
  return judgement === 'within-noise' ? 'none' : 'unknown';
}

/** The one contrast to show for "the policy itself", and the caveat that must not be parted from it. */
export interface ShownPolicy {
  readonly contrast: ContrastResult;
  readonly plans: '' | 'equal plans' | 'plans differ';
}

/** The contrast that holds nothing but the policy; where there is none, the one as run. */
export function shownPolicy(cell: ReportCell): ShownPolicy | undefined {
  const evidence = policyEvidence(cell);
  if (evidence === null) return undefined;
  const { asRun, alone } = evidence;
  return {
    contrast: alone ?? asRun,
    plans: alone === asRun ? '' : alone === null ? 'plans differ' : 'equal plans',
  };
}
