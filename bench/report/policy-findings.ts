import type { ContrastResult } from '../result/result.js';
import { concurrencyWords, type ReportCell } from './cells.js';
import { doubt, effect, type Finding, isFirm } from './finding.js';
import { count, formatEffect, formatRatio } from './format.js';
import { costsLittle, type Judgement, judge, judgementWords } from './judge.js';
import { planDifferenceWords } from './plan-differences.js';
import { policyEvidence, shownPolicy } from './policy-evidence.js';
import { tenantWords } from './words.js';

/**
 * What the policy itself costs in a cell. Where the plans of RLS and WHERE differ, their contrast
 * holds more than the policy: then the twin with equal plans leads and the contrast as run follows;
 * without such a twin the two are said together.
 */
export function policyFindings(cell: ReportCell): Finding[] {
  const evidence = policyEvidence(cell);
  if (evidence === null) return [];
  const { asRun, alone } = evidence;
  const where = `on “${cell.operationTitle}” for ${tenantWords(cell.tenant)}`;
  if (alone === asRun) {
    return [
      {
        topic: 'policy',
        text: policyWords(asRun, where),
        firm: isFirm(asRun) || costsLittle(asRun),
      },
    ];
  }
  const plans = planDifferenceWords(cell, asRun);
  if (alone === null) {
    return [
      {
        topic: 'policy',
        text: `What the policy itself costs ${where} cannot be told from what its plan costs: RLS ran ${plans}. Together: ${effect(asRun)}${doubt(asRun)}.`,
        firm: isFirm(asRun),
      },
    ];
  }
  return [
    {
      topic: 'policy',
      text: `With equal plans, ${lowerFirst(policyWords(alone, where))}`,
      firm: isFirm(alone) || costsLittle(alone),
    },
    {
      topic: 'policy-as-run',
      text: `Left to itself, RLS there ran ${plans}, which is part of the difference: ${effect(asRun)}${doubt(asRun)}.`,
      firm: isFirm(asRun),
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
      if (costsLittle(contrast)) {
        const most = formatEffect(contrast.high - 1);
        return `The policy itself costs at most ${most} ${where}: ${figures}, ${judgementWords(contrast)}.`;
      }
      return `What the policy itself costs ${where} is not known: ${figures}, ${judgementWords(contrast)}.`;
  }
}

/** The range of the policy contrast over every trusted cell, so that one cell's answer hides none. */
export function policyRange(cells: readonly ReportCell[]): Finding | null {
  const measured = cells.flatMap((cell) => {
    const shown = shownPolicy(cell);
    return shown === undefined ? [] : [{ cell, ...shown }];
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
  const differing = trusted.filter(({ plans }) => plans === 'plans differ').length;
  const equal = trusted.some(({ plans }) => plans === 'equal plans')
    ? ', and equal plans where they were made equal,'
    : '';
  const apart =
    differing === 0
      ? ''
      : ` In ${count(differing, 'of these', 'of these')} the plans differ too, so the policy is not the only cause there.`;
  const judged = (judgement: Judgement) =>
    trusted.filter(({ contrast }) => judge(contrast) === judgement).length;
  const [dearer, cheaper] = [judged('dearer'), judged('cheaper')];
  return {
    topic: 'policy-range',
    text: `Over all ${count(trusted.length, 'cell')} measured${aside}, RLS over WHERE with the same messages${equal} runs from ${formatRatio(lowest.contrast.ratio)} to ${formatRatio(highest.contrast.ratio)}: dearer in ${dearer}, cheaper in ${cheaper}, not told from zero in ${trusted.length - dearer - cheaper}. Highest: ${place}, ${effect(highest.contrast)}${doubt(highest.contrast)}.${apart}`,
    firm: true,
  };
}

/** A sentence as the rest of another. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
