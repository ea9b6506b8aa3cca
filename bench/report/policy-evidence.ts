import type { ContrastResult } from '../result/result.js';
import { isPolicyContrast, latencyContrasts, policyContrast, type ReportCell } from './cells.js';
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
  const twins = latencyContrasts(cell).filter(
    (contrast) => contrast.kind === 'twin' && isPolicyContrast(cell.scenario, contrast),
  );
  return { asRun, alone: [asRun, ...twins].find((one) => !plansDiffer(cell, one)) ?? null };
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
