import { planKind } from '../plan/kind.js';
import type { ContrastResult, Result } from '../result/result.js';
import {
  armTitle,
  cellsOf,
  concurrencyWords,
  isPolicyContrast,
  latencyContrasts,
  policyContrast,
  type ReportCell,
} from './cells.js';
import {
  count,
  formatDifference,
  formatEffect,
  formatInterval,
  formatLatency,
  formatRatio,
  listWords,
} from './format.js';
import { type Judgement, judge, judgementWords } from './judge.js';
import { tenantWords } from './words.js';

/** One finding: a headline that stands alone, and what supports it. */
export interface Finding {
  readonly topic: 'policy' | 'policy-range' | 'round-trips' | 'total' | 'pipelining';
  readonly text: string;
  /** False where the sentence rests on an untrusted or inconclusive contrast. */
  readonly firm: boolean;
}

export interface Answer {
  /** Where the findings were made, as part of a sentence; null where nothing was measured. */
  readonly place: string | null;
  readonly findings: readonly Finding[];
}

/**
 * The answer in a few sentences: what the policy costs, what the round trips cost, what
 * applications pay in all, and what pipelining leaves of it. Read from the first operation that
 * has a policy contrast, for the largest tenant there at the lowest concurrency; the second
 * sentence gives the range over every other cell, so that the choice hides nothing.
 */
export function answerOf(result: Result): Answer {
  const cells = cellsOf(result);
  const cell = cells.find((candidate) => policyContrast(candidate) !== undefined) ?? cells[0];
  if (cell === undefined) {
    return { place: null, findings: [] };
  }
  return {
    place: `“${cell.operationTitle}”, ${tenantWords(cell.tenant)}, ${concurrencyWords(cell.concurrency)}`,
    findings: [
      policyFinding(cell),
      policyRange(cells),
      roundTripFinding(cell),
      totalFinding(cell),
      pipeliningFinding(cell),
    ].filter((finding) => finding !== null),
  };
}

function policyFinding(cell: ReportCell): Finding | null {
  const contrast = policyContrast(cell);
  if (contrast === undefined) return null;
  const where = `on “${cell.operationTitle}” for ${tenantWords(cell.tenant)}`;
  const kinds = armsOf(cell, contrast).map((arm) =>
    arm?.measured.plan ? planKind(arm.measured.plan) : undefined,
  );
  const twin = equalPlansTwin(cell);
  if (kinds[0] !== kinds[1] && twin !== undefined) {
    return {
      topic: 'policy',
      text: `With equal plans, ${lowerFirst(policyWords(twin, where))} As run, RLS had a ${kinds[0]} plan and WHERE a ${kinds[1]} one, so planning is part of the difference: ${effect(contrast)}${doubt(contrast)}.`,
      firm: isFirm(twin) && isFirm(contrast),
    };
  }
  return { topic: 'policy', text: policyWords(contrast, where), firm: isFirm(contrast) };
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

function policyRange(cells: readonly ReportCell[]): Finding | null {
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

/** The steps that add round trips and nothing else, in order. */
function roundTripFinding(cell: ReportCell): Finding | null {
  const steps = latencyContrasts(cell).filter((contrast) => {
    const [treatment, baseline] = armsOf(cell, contrast);
    return (
      contrast.kind === 'step' &&
      treatment !== undefined &&
      baseline !== undefined &&
      treatment.facts.isolation === baseline.facts.isolation &&
      treatment.facts.client === baseline.facts.client &&
      treatment.measured.roundTrips > baseline.measured.roundTrips
    );
  });
  const first = steps[0];
  const last = steps[steps.length - 1];
  if (first === undefined || last === undefined) return null;
  const [from] = [armsOf(cell, first)[1]];
  const [to] = armsOf(cell, last);
  if (from === undefined || to === undefined) return null;
  const more = to.measured.roundTrips - from.measured.roundTrips;
  const medians =
    from.measured.latency !== null && to.measured.latency !== null
      ? `, from a median of ${formatLatency(from.measured.latency.p50Ns)} to ${formatLatency(to.measured.latency.p50Ns)}`
      : '';
  return {
    topic: 'round-trips',
    text: `Telling the database who the tenant is takes ${count(more, 'more round trip')}${medians}: ${listWords(
      steps.map((step) => `${step.title}: ${effect(step)}${doubt(step)}`),
    )}.`,
    firm: steps.every(isFirm),
  };
}

function totalFinding(cell: ReportCell): Finding | null {
  const total = latencyContrasts(cell).find((contrast) => contrast.kind === 'total');
  if (total === undefined) return null;
  return {
    topic: 'total',
    text: `In all, as applications do it, “${armTitle(cell.scenario, total.treatment)}” over “${armTitle(cell.scenario, total.baseline)}” is ${effect(total)}${doubt(total)}.`,
    firm: isFirm(total),
  };
}

/** What is left of the total when everything goes in one round trip, and what that step saves. */
function pipeliningFinding(cell: ReportCell): Finding | null {
  const pipelined = latencyContrasts(cell).filter((contrast) => {
    const [treatment, baseline] = armsOf(cell, contrast);
    return (
      treatment !== undefined &&
      baseline !== undefined &&
      treatment.facts.isolation === 'rls' &&
      baseline.facts.context === 'none' &&
      contrast.kind === 'total' &&
      isPipelined(treatment)
    );
  });
  if (pipelined.length === 0) return null;
  return {
    topic: 'pipelining',
    text: `Pipelined, what is left: ${listWords(
      pipelined.map(
        (contrast) =>
          `${effect(contrast)} (“${armTitle(cell.scenario, contrast.treatment)}” over “${armTitle(cell.scenario, contrast.baseline)}”${doubt(contrast)})`,
      ),
    )}.`,
    firm: pipelined.every(isFirm),
  };
}

type Measured = ReportCell['arms'][number];

function isPipelined(arm: Measured): boolean {
  return (
    arm.facts.client === 'pg-pipeline' ||
    arm.facts.context === 'set-config-pipelined' ||
    arm.facts.context === 'set-config-implicit'
  );
}

function armsOf(
  cell: ReportCell,
  contrast: ContrastResult,
): [treatment: Measured | undefined, baseline: Measured | undefined] {
  const find = (name: string) => cell.arms.find((arm) => arm.facts.name === name);
  return [find(contrast.treatment), find(contrast.baseline)];
}

/** "+0.3% (95% interval −0.2% to +0.8%)", from twice on with the difference in time. */
function effect(contrast: ContrastResult): string {
  const difference =
    judge(contrast) === 'within-noise' ? '' : `; ${formatDifference(contrast.differenceNs)}`;
  return `${formatRatio(contrast.ratio)} (95% interval ${formatInterval(contrast.ratio, contrast.low, contrast.high)}${difference})`;
}

function doubt(contrast: ContrastResult): string {
  switch (judge(contrast)) {
    case 'untrusted':
      return ', untrusted because identical arms differed here';
    case 'within-noise':
      return `, within the noise floor of ${formatEffect(contrast.noiseFloor)}`;
    case 'inconclusive':
      return ', inconclusive';
    case 'alone':
      return ', not told from zero after allowing for the other contrasts';
    default:
      return '';
  }
}

function isFirm(contrast: ContrastResult): boolean {
  const judgement = judge(contrast);
  return judgement !== 'untrusted' && judgement !== 'inconclusive' && judgement !== 'alone';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
