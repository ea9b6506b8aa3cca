import { estimateDifference } from '../plan/estimates.js';
import { planKind, planKindsDiffer } from '../plan/kind.js';
import { shapeDifference } from '../plan/shape.js';
import type { ArmFailure, ContrastFacts, PlanSummary } from '../result/parts.js';
import { minimumDetectableEffect } from '../stats/detectable-effect.js';
import { median } from '../stats/quantiles.js';
import type { Effect } from './effect.js';
import type { KindsApart } from './plan-kinds.js';

export interface WarningInput {
  readonly contrast: ContrastFacts;
  readonly effect: Effect;
  readonly minimumBlocks: number;
  /** On the log scale; null when the cell has no A/A contrast in this metric. */
  readonly noiseFloor: number | null;
  /** Failures of the two arms, in any cell of the scenario. */
  readonly failures: readonly ArmFailure[];
  /** What the load's sessions counted; null in a journal that counted no plans. */
  readonly kinds: KindsApart | null;
  /** Plans of treatment and baseline, where they were captured. */
  readonly plans: readonly [PlanSummary | null, PlanSummary | null];
}

/** What a reader must know before acting on an effect; each warning is a sentence of its own. */
export function effectWarnings(input: WarningInput): string[] {
  return [
    ...tooFewBlocks(input),
    ...input.effect.interval.warnings.map(({ message }) => message),
    ...methodsDisagree(input),
    ...belowNoiseFloor(input),
    ...planKindsApart(input),
    ...planShapesApart(input),
    ...estimatesApart(input),
    ...armFailed(input),
  ];
}

function tooFewBlocks({ effect, minimumBlocks }: WarningInput): string[] {
  const blocks = effect.logRatios.length;
  if (blocks >= minimumBlocks) return [];
  return [`only ${blocks} of at least ${minimumBlocks} blocks: take it as provisional`];
}

/**
 * Each method's estimate should lie in the other's interval. Where one does not, the block ratios
 * are skewed, and the signed-rank interval leans on their being symmetric.
 */
function methodsDisagree({ effect }: WarningInput): string[] {
  const { interval, bca, logRatios } = effect;
  if (!bca) return [];
  const inside = (value: number, { low, high }: { low: number; high: number }) =>
    value >= low && value <= high;
  if (inside(interval.estimate, bca) && inside(median(logRatios), interval)) return [];
  return [
    `two methods disagree, as block ratios are skewed: signed-rank ${range(interval)}, BCa ${range(bca)}; more blocks would settle it`,
  ];
}

function belowNoiseFloor({ contrast, effect, noiseFloor }: WarningInput): string[] {
  if (contrast.kind === 'aa') return [];
  if (noiseFloor === null) {
    return ['no A/A contrast in this cell: its own half-width stands in for the noise floor'];
  }
  if (Math.abs(effect.interval.estimate) >= noiseFloor) return [];
  const detectable = minimumDetectableEffect(effect.interval);
  return [
    `below the noise floor of ${percent(noiseFloor)}: a difference under ${percent(detectable)} would not have been seen`,
  ];
}

/**
 * By what the load itself counted: a capture is one session of its own, and the choice between a
 * generic and custom plans may fall otherwise on another.
 */
function planKindsApart(input: WarningInput): string[] {
  const { contrast, kinds } = input;
  if (kinds === null) return capturedKindsApart(input);
  if (kinds.apart === 0) return [];
  const pairs = kinds.pairs.map(
    ({ treatment, baseline, blocks }) => `${treatment} and ${baseline} in ${blocks}`,
  );
  return [
    `${contrast.treatment} and ${contrast.baseline} ran plans of different kinds in ${kinds.apart} of ${kinds.counted} blocks (${pairs.join(', ')}), so planning is part of the effect`,
  ];
}

function capturedKindsApart({ contrast, plans: [treatment, baseline] }: WarningInput): string[] {
  if (!treatment || !baseline || !planKindsDiffer(treatment, baseline)) return [];
  return [
    `${contrast.treatment} runs a ${planKind(treatment)} plan and ${contrast.baseline} a ${planKind(baseline)} one, so planning is part of the effect`,
  ];
}

function planShapesApart({ contrast, plans: [treatment, baseline] }: WarningInput): string[] {
  const shapes = treatment && baseline && shapeDifference(treatment, baseline);
  if (!shapes) return [];
  return [
    `${contrast.treatment} runs ${shapes[0]} and ${contrast.baseline} ${shapes[1]}, so the shape of the plan is part of the effect`,
  ];
}

function estimatesApart({ contrast, plans: [treatment, baseline] }: WarningInput): string[] {
  const apart = treatment && baseline && estimateDifference(treatment, baseline);
  if (!apart) return [];
  const [first, second] = apart.estimates.map(
    (rows) => `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`,
  );
  return [
    `the planner expected ${first} of ${apart.node.relation} for ${contrast.treatment} and ${second} for ${contrast.baseline}`,
  ];
}

function armFailed({ failures }: WarningInput): string[] {
  return failures.map(
    ({ arm, kind, sqlState, message }) =>
      `${arm} stopped during the run (${sqlState || kind}: ${message}); this is from the blocks before`,
  );
}

/** A log-scale size as per cent: 0.0123 is "1.2%". */
function percent(logSize: number): string {
  return `${Number((Math.expm1(logSize) * 100).toPrecision(2))}%`;
}

function range({ low, high }: { low: number; high: number }): string {
  return `${Math.exp(low).toFixed(3)} to ${Math.exp(high).toFixed(3)}`;
}
