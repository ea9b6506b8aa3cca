import { planKind } from '../plan/kind.js';
import type { ContrastResult } from '../result/result.js';
import {
  concurrencyWords,
  isPolicyContrast,
  latencyContrasts,
  plansDiffer,
  policyContrast,
  type ReportCell,
} from './cells.js';
import { armsOf, doubt, effect, type Finding, isFirm } from './finding.js';
import { count, formatRatio } from './format.js';
import { type Judgement, judge, judgementWords } from './judge.js';
import { tenantWords } from './words.js';

/**
 * What the policy itself costs in a cell. Where RLS ran a generic plan and WHERE a custom one, their
 * contrast holds the cost of planning too: then the twin with equal plans leads, and the contrast
 * as run follows.
 */
export function policyFindings(cell: ReportCell): Finding[] {
  const contrast = policyContrast(cell);
  if (contrast === undefined) return [];
  const where = `on “${cell.operationTitle}” for ${tenantWords(cell.tenant)}`;
  const twin = equalPlansTwin(cell);
  if (twin === undefined || !plansDiffer(cell, contrast)) {
    return [{ topic: 'policy', text: policyWords(contrast, where), firm: isFirm(contrast) }];
  }
  const [rls, baseline] = armsOf(cell, contrast).map((arm) =>
    arm?.measured.plan ? planKind(arm.measured.plan) : 'unknown',
  );
  return [
    {
      topic: 'policy',
      text: `With equal plans, ${lowerFirst(policyWords(twin, where))}`,
      firm: isFirm(twin),
    },
    {
      topic: 'policy-as-run',
      text: `Left to itself, RLS there ran a ${rls} plan and WHERE a ${baseline} one, so planning is part of the difference: ${effect(contrast)}${doubt(contrast)}.`,
      firm: isFirm(contrast),
    },
  ];
}

function policyWords(contrast: ContrastResult, where: string): string {
  const figures = effect(contrast);
  switch (judge(contrast)) {
    case 'within-noise':
      return `The policy itself shows no cost above the noise ${where}: ${figures}, ${judgementWords(contrast)}.`;
    case 'cheaper':
      return `The policy itself makes it faster ${where}: ${figures}, ${judgementWords(contrast)}.`;
    case 'dearer':
      return `The policy itself costs ${figures} ${where}, ${judgementWords(contrast)}.`;
    default:
      return `What the policy itself costs ${where} is not known: ${figures}, ${judgementWords(contrast)}.`;
  }
}

/** The policy contrast re-measured with `plan_cache_mode` made equal, where there is one. */
function equalPlansTwin(cell: ReportCell): ContrastResult | undefined {
  return latencyContrasts(cell).find(
    (contrast) => contrast.kind === 'twin' && isPolicyContrast(cell.scenario, contrast),
  );
}

/** The range of the policy contrast over every trusted cell, so that one cell's answer hides none. */
export function policyRange(cells: readonly ReportCell[]): Finding | null {
  const measured = cells.flatMap((cell) => {
    const contrast = policyContrast(cell);
    return contrast === undefined ? [] : [{ cell, contrast }];
  });
  if (measured.length < 2) return null;
  const trusted = measured.filter(({ contrast }) => !contrast.untrusted);
  const sorted = [...trusted].sort((a, b) => a.contrast.ratio - b.contrast.ratio);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  const left = measured.length - trusted.length;
  const aside = left === 0 ? '' : `, ${count(left, 'untrusted cell')} left out`;
  if (lowest === undefined || highest === undefined) {
    return {
      topic: 'policy-range',
      text: `None of the ${count(measured.length, 'cell')} can be trusted.`,
      firm: false,
    };
  }
  const place = `“${highest.cell.operationTitle}”, ${highest.cell.tenant} tenant, ${concurrencyWords(highest.cell.concurrency)}`;
  const judged = (judgement: Judgement) =>
    trusted.filter(({ contrast }) => judge(contrast) === judgement).length;
  const [dearer, cheaper] = [judged('dearer'), judged('cheaper')];
  return {
    topic: 'policy-range',
    text: `Over all ${count(trusted.length, 'cell')} measured${aside}, RLS over WHERE with the same messages runs from ${formatRatio(lowest.contrast.ratio)} to ${formatRatio(highest.contrast.ratio)}: dearer in ${dearer}, cheaper in ${cheaper}, not told from zero in ${trusted.length - dearer - cheaper}. Highest: ${place}, ${effect(highest.contrast)}${doubt(highest.contrast)}.`,
    firm: true,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
