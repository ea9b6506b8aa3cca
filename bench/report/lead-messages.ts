import type { ContrastResult } from '../result/result.js';
import { contextContrast, type ReportCell } from './cells.js';
import { armsOf } from './finding.js';
import { formatRatio } from './format.js';
import { costsLittle, type Judgement, judge } from './judge.js';
import { aside, difference, takes } from './lead-policy.js';
import { applicationTotal, pipelinedTotals } from './message-findings.js';
import type { Phrase } from './phrase.js';
import { plansDiffer } from './plan-differences.js';
import { policyEvidence } from './policy-evidence.js';

/**
 * What RLS costs in all as applications do it, how much of that is round trips, and what is left in
 * one round trip. Empty where no total of RLS was measured.
 */
export function messagesSentence(cell: ReportCell): Phrase[] {
  const total = applicationTotal(cell);
  const left = pipelined(cell);
  if (total === undefined) {
    return left.length === 0 ? [] : [' In all, RLS sent in one round trip comes to ', ...left, '.'];
  }
  const rest = left.length === 0 ? ['.'] : ['; sent in one round trip, ', ...left, '.'];
  switch (judge(total)) {
    case 'dearer': {
      const { opener, share } = cause(cell, total);
      return [` ${opener}RLS ${takes(total.ratio)}`, difference(total), share, ...rest];
    }
    case 'cheaper':
      return [
        ` In all, as applications do it, RLS ${takes(total.ratio)}`,
        difference(total),
        ...rest,
      ];
    case 'within-noise':
      return [
        ` In all, as applications do it, RLS costs nothing we could measure: ${formatRatio(total.ratio)}`,
        aside(total),
        ...rest,
      ];
    case 'alone':
      return [
        ` In all, as applications do it, RLS probably ${takes(total.ratio)}`,
        difference(total),
        ...rest,
      ];
    case 'untrusted':
      return [
        ' What RLS costs in all, as applications do it, cannot be said: identical arms of that client differed by more than chance allows.',
      ];
    default:
      return [
        ` What RLS costs in all, as applications do it, is not known yet: ${formatRatio(total.ratio)}`,
        aside(total),
        ...rest,
      ];
  }
}

/** Below this share of the total the policy is no more than a footnote to it. */
const FOOTNOTE = 0.1;
const MINOR = 0.35;
const MAIN = 0.5;

/**
 * Whose doing the total is. The policy's part is taken at the top of its interval, so "nearly all of
 * it round trips" holds even if the policy costs as much as it may.
 */
function cause(cell: ReportCell, total: ContrastResult): { opener: string; share: string } {
  const plain = { opener: 'In all, as applications do it, ', share: '' };
  const evidence = policyEvidence(cell);
  const context = contextContrast(cell);
  if (evidence === null || (context !== undefined && judge(context) !== 'dearer')) return plain;
  const policy = evidence.alone ?? evidence.asRun;
  const baselineNs = armsOf(cell, policy)[1]?.measured.latency?.p50Ns;
  if (baselineNs === undefined || total.differenceNs <= 0) return plain;
  const shareAt = (ratio: number) => (Math.max(0, ratio - 1) * baselineNs) / total.differenceNs;
  const judgement = judge(policy);
  const policyCosts = judgement === 'dearer' || (judgement === 'alone' && !costsLittle(policy));
  if (shareAt(policy.high) < MINOR) {
    const amount = shareAt(policy.high) < FOOTNOTE ? 'nearly all of it' : 'most of it';
    return {
      opener: `What costs${policyCosts ? ' more' : ''} is telling the database who the tenant is: done as applications do it, `,
      share: `, ${amount} round trips`,
    };
  }
  return policyCosts && shareAt(policy.ratio) > MAIN
    ? { ...plain, share: ', most of it the policy' }
    : plain;
}

const DOUBTS: Partial<Record<Judgement, readonly string[]>> = {
  'within-noise': ['within noise'],
  inconclusive: ['not told from zero'],
  alone: ['may be chance'],
  untrusted: ['untrusted'],
};

/**
 * "+6.5% (+2.3 to +10.3%)": the total in one round trip, through the same client library as the
 * total before it where that was measured, since two figures of two clients would only puzzle here.
 */
function pipelined(cell: ReportCell): Phrase[] {
  const totals = pipelinedTotals(cell);
  const ofPg = totals.find((total) => armsOf(cell, total)[0]?.facts.client === 'pg-pipeline');
  const total = ofPg ?? totals[0];
  if (total === undefined) return [];
  const doubts = DOUBTS[judge(total)] ?? [];
  return [
    formatRatio(total.ratio),
    aside(total, ...doubts, ...(plansDiffer(cell, total) ? ['plans differ'] : [])),
  ];
}
