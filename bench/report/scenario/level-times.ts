import { distinct } from '../cells.js';
import type { ArmFacts, Tenant } from '../words.js';
import { levelArm } from './index-levels.js';
import { armAt, comparisonOf, levelsOf, type ScenarioView } from './view.js';

/** How long one index level takes on one operation. */
export interface LevelTime {
  /** Median latency over the reference's; without a reference over the fastest level's. */
  readonly ratio: number;
  /** By a contrast of the two, round by round; false: of two medians over all blocks. */
  readonly paired: boolean;
  /** The least of its column, below all others by more than the noise floor. */
  readonly least: boolean;
}

/** Index levels by operation, as one tenant's arms of one isolation were timed. */
export interface LevelTimes {
  /** The level that all are compared with; null: none, so the fastest stands in. */
  readonly reference: string | null;
  /** A row a level, a column an operation; null where there is nothing to compare. */
  readonly rows: readonly (readonly (LevelTime | null)[])[];
}

/**
 * Index levels against operations in time. Paired contrasts over the level that the scenario's
 * contrasts share; pooled medians, which differ by more than chance between connections, only where
 * a level has no contrast.
 */
export function levelTimes(
  view: ScenarioView,
  isolation: ArmFacts['isolation'],
  tenant: Tenant,
): LevelTimes {
  const arms = levelsOf(view, 'indexes').map((level) => levelArm(view, level, isolation));
  const reference = sharedBaseline(view, arms);
  const columns = view.operations.map(({ name }) => columnOf(view, name, tenant, arms, reference));
  return {
    reference: reference?.indexes ?? null,
    rows: arms.map((_, row) => columns.map((column) => column[row] ?? null)),
  };
}

/** The arm that most `level` contrasts between these arms are over. */
function sharedBaseline(
  view: ScenarioView,
  arms: readonly (ArmFacts | undefined)[],
): ArmFacts | undefined {
  const names = arms.flatMap((arm) => arm?.name ?? []);
  const baselines = view.facts.contrasts
    .filter(
      ({ kind, treatment, baseline }) =>
        kind === 'level' && names.includes(treatment) && names.includes(baseline),
    )
    .map(({ baseline }) => baseline);
  const times = (name: string) => baselines.filter((baseline) => baseline === name).length;
  const [most] = distinct(baselines).sort((a, b) => times(b) - times(a));
  return arms.find((arm) => arm !== undefined && arm.name === most);
}

function columnOf(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  arms: readonly (ArmFacts | undefined)[],
  reference: ArmFacts | undefined,
): (LevelTime | null)[] {
  const p50Of = (arm: ArmFacts | undefined) =>
    (arm && armAt(view, operation, tenant, arm.name)?.latency?.p50Ns) ?? null;
  const fastest = Math.min(...arms.flatMap((arm) => p50Of(arm) ?? []));
  const over = reference === undefined ? fastest : p50Of(reference);
  const ratios = arms.map((arm) => {
    const p50 = p50Of(arm);
    if (p50 === null || over === null) return null;
    if (reference === undefined) return { ratio: p50 / over, paired: false };
    if (arm === reference) return { ratio: 1, paired: true };
    const compared = comparisonOf(view, operation, tenant, arm?.name, reference.name);
    return compared === undefined
      ? { ratio: p50 / over, paired: false }
      : { ratio: compared.ratio, paired: true };
  });
  const known = ratios.filter((one) => one !== null);
  // One level alone has nothing to be faster than.
  if (known.length < 2) return arms.map(() => null);
  const [first, second] = known.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const floor = noiseFloorOf(view, operation, tenant);
  const isApart = floor !== null && Math.log((second ?? 1) / (first ?? 1)) > Math.log1p(floor);
  return ratios.map((one) =>
    one === null ? null : { ...one, least: one.paired && isApart && one.ratio === first },
  );
}

/** As a ratio minus 1; null where nothing was compared, or identical arms differed. */
function noiseFloorOf(view: ScenarioView, operation: string, tenant: Tenant): number | null {
  const here = view.part.contrasts.filter(
    (one) => one.metric === 'p50' && one.operation === operation && one.tenant === tenant,
  );
  return here.length === 0 || here.some(({ untrusted }) => untrusted)
    ? null
    : Math.max(...here.map(({ noiseFloor }) => noiseFloor));
}
