import type { ContrastResult } from '../result/result.js';
import type { ReportCell } from './cells.js';
import { doubt, effect, type Finding, isFirm } from './finding.js';
import { formatEffect, listWords } from './format.js';
import { costsLittle, judge, judgementWords } from './judge.js';
import { planDifferenceWords } from './plan-differences.js';
import { otherwise, policyEvidence } from './policy-evidence.js';
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
        text: `${policyWords(asRun, where)}${otherwiseWords(cell, asRun)}`,
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
      text: `With equal plans, ${lowerFirst(policyWords(alone, where))}${otherwiseWords(cell, alone)}`,
      firm: isFirm(alone) || costsLittle(alone),
    },
    {
      topic: 'policy-as-run',
      text: `Left to itself, RLS there ran ${plans}, which is part of the difference: ${effect(asRun)}${doubt(asRun)}.`,
      firm: isFirm(asRun),
    },
  ];
}

/** What the policy is seen to do in other ways of sending the query; empty where it is the same. */
function otherwiseWords(cell: ReportCell, shown: ContrastResult): string {
  const others = otherwise(cell, shown);
  if (others.length === 0) return '';
  const words = others.map((one) => `“${one.title}” is ${effect(one)}${doubt(one)}`);
  return ` Done another way it differs: ${listWords(words)}.`;
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

/** A sentence as the rest of another. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
