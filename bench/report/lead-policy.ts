import type { ContrastResult } from '../result/result.js';
import type { ReportCell } from './cells.js';
import { formatDifference, formatEffect, formatInterval, formatRatio } from './format.js';
import { costsLittle, judge } from './judge.js';
import type { Phrase } from './phrase.js';
import { planDifferenceWords } from './plan-differences.js';
import { otherwise, policyEvidence } from './policy-evidence.js';
import { lowerFirst } from './policy-findings.js';

/** A noise above this, as a ratio minus 1, hides costs that people care about. */
const NOISY = 0.05;

/** What the policy itself costs, in a sentence for a reader who stops there. */
export function policySentence(cell: ReportCell, place: string): Phrase[] {
  const evidence = policyEvidence(cell);
  if (evidence === null) return [`The policy itself was not measured ${place}.`];
  const { asRun, alone } = evidence;
  if ((alone ?? asRun).untrusted) {
    return [
      `What the policy itself costs ${place} cannot be said: identical arms differed there by more than chance allows.`,
    ];
  }
  if (alone === null) {
    return [
      `What the policy itself costs ${place} cannot be told from what its plan costs: RLS ran ${planDifferenceWords(cell, asRun)}; together that ${takes(asRun.ratio)}`,
      aside(asRun),
      '.',
    ];
  }
  const [first = '', ...rest] = aloneSentence(alone, place);
  const said = typeof first === 'string' ? first : first.aside;
  const opening = alone === asRun ? said : `With equal plans, ${lowerFirst(said)}`;
  return [opening, ...rest, ...otherwiseSentence(cell, alone)];
}

/** What the policy is seen to do in other ways of sending the query; empty where it is the same. */
function otherwiseSentence(cell: ReportCell, shown: ContrastResult): Phrase[] {
  const others = otherwise(cell, shown);
  return others.flatMap((one, i) => [
    `${i === 0 ? ' Done another way it differs:' : ','} “${one.title}” ${
      judge(one) === 'within-noise' ? 'costs nothing we could measure' : takes(one.ratio)
    }`,
    difference(one),
    ...(i === others.length - 1 ? ['.'] : []),
  ]);
}

function aloneSentence(policy: ContrastResult, place: string): Phrase[] {
  const judgement = judge(policy);
  // A bound may be said for sure where the estimate itself may be chance.
  if (costsLittle(policy) && (judgement === 'alone' || judgement === 'inconclusive')) {
    return [
      `The policy itself costs at most ${formatEffect(policy.high - 1)}: ${formatRatio(policy.ratio)} ${place}`,
      difference(policy),
      '.',
    ];
  }
  switch (judgement) {
    case 'within-noise': {
      const seen = Math.max(policy.minimumDetectableEffect, policy.noiseFloor);
      return seen <= NOISY
        ? [
            `The policy itself costs nothing we could measure: ${formatRatio(policy.ratio)} ${place}`,
            aside(policy, `a change above ${formatEffect(seen)} would have been seen`),
            '.',
          ]
        : [
            `The policy itself costs too little to tell from the noise of this run: ${formatRatio(policy.ratio)} ${place}`,
            aside(policy, `only a change above ${formatEffect(seen)} would have been seen`),
            '.',
          ];
    }
    case 'dearer':
      return [`The policy itself ${takes(policy.ratio)} ${place}`, difference(policy), '.'];
    case 'cheaper':
      return [
        `The policy itself costs nothing: with it the query ${takes(policy.ratio)} ${place}`,
        difference(policy),
        '.',
      ];
    case 'alone':
      return [
        `The policy itself probably ${takes(policy.ratio)} ${place}`,
        difference(policy),
        ', but among as many contrasts as this run has, that may be chance.',
      ];
    default:
      return [
        `What the policy itself costs ${place} is not known yet: ${formatRatio(policy.ratio)}`,
        aside(policy),
        '; a longer run would tell.',
      ];
  }
}

/** "takes 12.0% longer", "takes 3.4 times as long", "takes 13.0% less time". */
export function takes(ratio: number): string {
  if (ratio >= 2) return `takes ${ratio.toFixed(ratio < 10 ? 1 : 0)} times as long`;
  return `takes ${formatEffect(ratio - 1)} ${ratio >= 1 ? 'longer' : 'less time'}`;
}

/** The interval, and what else a careful reader wants, in brackets. */
export function aside(contrast: ContrastResult, ...more: readonly string[]): Phrase {
  const interval = formatInterval(contrast.ratio, contrast.low, contrast.high);
  return { aside: ` (${[interval, ...more].join('; ')})` };
}

/** The interval with the difference in time. */
export function difference(contrast: ContrastResult): Phrase {
  return aside(contrast, formatDifference(contrast.differenceNs));
}
