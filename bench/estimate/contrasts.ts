import type { ArmFailure, ContrastResult, PlanSummary, ScenarioFacts } from '../result/parts.js';
import { minimumDetectableEffect } from '../stats/detectable-effect.js';
import { holm } from '../stats/holm.js';
import { identicalArmsDiffer, noiseFloor as logNoiseFloor } from '../stats/noise-floor.js';
import { halfWidth } from '../stats/signed-rank-interval.js';
import { type CellBlocks, type CellKey, cellName } from './cell-blocks.js';
import { type ClientLibrary, libraryOf, mixesLibraries } from './client-library.js';
import { type Effect, effectOf, METRICS, type Metric } from './effect.js';
import { effectWarnings } from './effect-warnings.js';
import { type KindsApart, kindsApart } from './plan-kinds.js';

/** The margin that "untrusted" is judged by where no gate names another, as a ratio minus 1. */
export const DEFAULT_MARGIN_RATIO = 0.03;

export interface ContrastInput {
  readonly scenarios: readonly ScenarioFacts[];
  readonly cells: readonly CellBlocks[];
  readonly failures: readonly ArmFailure[];
  readonly minimumBlocks: number;
  /** Whether contrasts with fewer blocks than the minimum are kept, with a warning. */
  readonly keepShort: boolean;
  readonly planOf: (cell: CellKey, arm: string) => PlanSummary | null;
}

/** One contrast in one cell and metric, on the way to a result. */
interface Estimated {
  readonly key: CellKey;
  readonly contrast: ScenarioFacts['contrasts'][number];
  readonly metric: Metric;
  readonly effect: Effect;
  readonly kinds: KindsApart | null;
}

/** What one A/A contrast of a cell and metric says about the others there. */
interface Control {
  /** Whose arms it repeats: the controls of one client library tell nothing of the other's noise. */
  readonly library: ClientLibrary;
  readonly noiseFloor: number;
  readonly untrusted: boolean;
}

/**
 * Every contrast of every cell with its effect, interval and warnings, in the order of cells and of
 * each scenario's own contrasts. Holm adjusts over all contrasts of a scenario that share a metric: a
 * scenario is one question, and its answer is the same whatever else was asked in the run. Its A/A
 * contrasts are controls and form a family of their own. A contrast is left out when an arm of it
 * returned wrong rows (its work was not the same work), too few blocks hold both arms, or it compares
 * client libraries above concurrency 1.
 */
export function estimateContrasts(input: ContrastInput): ContrastResult[] {
  const estimated = input.cells.flatMap((cell) => estimateCell(cell, input));
  const adjusted = adjustedPValues(estimated);
  const controls = controlsByCell(estimated, adjusted, input.scenarios);

  return estimated.map((one, index) => {
    const { key, contrast, metric, effect } = one;
    const { name, title, kind, treatment, baseline } = contrast;
    const own = controlsOf(one, controls.get(controlName(key, metric)) ?? [], input.scenarios);
    const noiseFloor = own.length > 0 ? Math.max(...own.map((each) => each.noiseFloor)) : null;
    const floor = noiseFloor ?? halfWidth(effect.interval);
    return {
      ...key,
      contrast: name,
      title,
      kind,
      treatment,
      baseline,
      metric,
      ratio: Math.exp(effect.interval.estimate),
      low: Math.exp(effect.interval.low),
      high: Math.exp(effect.interval.high),
      bcaLow: effect.bca && Math.exp(effect.bca.low),
      bcaHigh: effect.bca && Math.exp(effect.bca.high),
      differenceNs: effect.differenceNs,
      noiseFloor: Math.expm1(floor),
      minimumDetectableEffect: Math.expm1(minimumDetectableEffect(effect.interval)),
      adjustedP: adjusted[index] as number,
      blocks: effect.logRatios.length,
      ...(one.kinds === null ? {} : { planKindsApart: one.kinds.apart }),
      untrusted: own.some(({ untrusted }) => untrusted),
      warnings: effectWarnings({
        ...one,
        minimumBlocks: input.minimumBlocks,
        noiseFloor,
        failures: input.failures.filter(
          ({ scenario, arm }) => scenario === key.scenario && [treatment, baseline].includes(arm),
        ),
        plans: [input.planOf(key, treatment), input.planOf(key, baseline)],
      }),
    };
  });
}

function estimateCell(cell: CellBlocks, input: ContrastInput): Estimated[] {
  const facts = input.scenarios.find(({ name }) => name === cell.key.scenario);
  const estimated: Estimated[] = [];
  for (const contrast of facts?.contrasts ?? []) {
    if (cell.key.concurrency > 1 && mixesLibraries(input.scenarios, cell.key.scenario, contrast)) {
      continue;
    }
    if (returnedWrongRows(contrast.treatment, cell, input)) continue;
    if (returnedWrongRows(contrast.baseline, cell, input)) continue;
    const kinds = kindsApart(cell, contrast);
    for (const metric of METRICS) {
      const effect = effectOf(cell, contrast, metric);
      if (!effect) continue;
      if (effect.logRatios.length < input.minimumBlocks && !input.keepShort) continue;
      estimated.push({ key: cell.key, contrast, metric, effect, kinds });
    }
  }
  return estimated;
}

function returnedWrongRows(
  name: string,
  { key }: CellBlocks,
  { failures }: ContrastInput,
): boolean {
  return failures.some(
    ({ scenario, arm, kind }) =>
      scenario === key.scenario &&
      arm === name &&
      ['wrong-row-count', 'foreign-row', 'wrong-rows'].includes(kind),
  );
}

function adjustedPValues(estimated: readonly Estimated[]): number[] {
  const adjusted = new Array<number>(estimated.length);
  const families = new Map<string, number[]>();
  for (const [index, { key, metric, contrast }] of estimated.entries()) {
    const role = contrast.kind === 'aa' ? 'controls' : 'effects';
    const family = JSON.stringify([key.scenario, metric, role]);
    families.set(family, [...(families.get(family) ?? []), index]);
  }
  for (const members of families.values()) {
    const pValues = holm(members.map((index) => (estimated[index] as Estimated).effect.pValue));
    for (const [place, index] of members.entries()) adjusted[index] = pValues[place] as number;
  }
  return adjusted;
}

function controlsByCell(
  estimated: readonly Estimated[],
  adjusted: readonly number[],
  scenarios: readonly ScenarioFacts[],
): Map<string, Control[]> {
  const controls = new Map<string, Control[]>();
  for (const [index, { key, metric, contrast, effect }] of estimated.entries()) {
    if (contrast.kind !== 'aa') continue;
    const name = controlName(key, metric);
    const { estimate } = effect.interval;
    const control = {
      library: libraryOf(scenarios, key.scenario, contrast.treatment),
      noiseFloor: logNoiseFloor(effect.interval),
      untrusted: identicalArmsDiffer(estimate, adjusted[index] as number, DEFAULT_MARGIN_RATIO),
    };
    controls.set(name, [...(controls.get(name) ?? []), control]);
  }
  return controls;
}

/** The controls with a client library of either arm; all of the cell's where there is none. */
function controlsOf(
  { key, contrast }: Estimated,
  controls: readonly Control[],
  scenarios: readonly ScenarioFacts[],
): readonly Control[] {
  const libraries = [contrast.treatment, contrast.baseline].map((arm) =>
    libraryOf(scenarios, key.scenario, arm),
  );
  const own = controls.filter(({ library }) => libraries.includes(library));
  return own.length > 0 ? own : controls;
}

function controlName(key: CellKey, metric: Metric): string {
  return `${cellName(key)} ${metric}`;
}
