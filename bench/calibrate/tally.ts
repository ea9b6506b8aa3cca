import type { FindingRule } from '../gate/gate-result.js';
import type { EnvironmentFacts, TargetFacts } from '../result/facts.js';
import { median } from '../stats/quantiles.js';
import type { LieOutcome, Outcome, SoundOutcome, TimedOutcome } from './outcome.js';
import { problemsOf } from './problems.js';
import { smallestEffect } from './smallest-effect.js';
import { BURN, type Step, stepName } from './step.js';

/** What a calibration found: what `--json` prints. */
export interface Calibration {
  readonly version: 1;
  /** Partial: it was ended before all gates had run. */
  readonly status: 'complete' | 'partial';
  readonly gates: number;
  readonly gatesPlanned: number;
  readonly environment: Pick<EnvironmentFacts, 'cpuModel' | 'cores' | 'platform'>;
  readonly target: Pick<TargetFacts, 'kind' | 'serverVersion' | 'placement'>;
  readonly marginRatio: number;
  readonly lies: readonly LieTally[];
  /** Base of each lie against itself, and changes that make nothing worse: by exact checks alone. */
  readonly harmless: readonly HarmlessTally[];
  readonly identical: TimedTally | null;
  readonly delays: readonly TimedTally[];
  /** Gates of a head whose server has more to do; its cells are of server CPU. */
  readonly serverCpu: TimedTally | null;
  /** As a ratio minus 1, in 30 s of timing; see smallest-effect.ts. */
  readonly smallestEffect: number | null;
  /** Why a gate on this machine is not to be required; none: it may be. */
  readonly problems: readonly string[];
}

export interface LieTally {
  readonly name: string;
  readonly what: string;
  readonly caughtBy: readonly FindingRule[];
  readonly told: number;
  readonly caught: number;
  /** Every rule that failed for it, and how often. */
  readonly by: readonly { readonly rule: FindingRule; readonly times: number }[];
  readonly medianSeconds: number;
}

export interface HarmlessTally {
  readonly name: string;
  readonly what: string;
  readonly gates: number;
  /** False alarms of exact checks. */
  readonly failed: number;
  readonly medianSeconds: number;
  readonly reasons: readonly string[];
}

/** Gates of one delay; of identical sides where the share is 0. */
export interface TimedTally {
  readonly name: string;
  readonly share: number;
  readonly gates: number;
  readonly failed: number;
  readonly untrusted: number;
  /** Gates that passed because they could not tell. */
  readonly inconclusive: number;
  readonly retried: number;
  /** Trusted gates whose p50 is above zero in every cell, by the 95% interval. */
  readonly told: number;
  readonly cells: number;
  readonly cellsTold: number;
  /** Median over all cells, p50, as a ratio. */
  readonly medianRatio: number | null;
  readonly medianSeconds: number;
  /** Why the gates that failed did. */
  readonly reasons: readonly string[];
}

export interface TallyRequest
  extends Pick<Calibration, 'status' | 'environment' | 'target' | 'marginRatio'> {
  readonly steps: readonly Step[];
  readonly outcomes: readonly Outcome[];
}

/** Counts what the gates of a calibration came to. Pure: the same outcomes, the same calibration. */
export function tallyCalibration({ steps, outcomes, ...facts }: TallyRequest): Calibration {
  const names = [...new Set(steps.map(stepName))];
  const lies = outcomes.filter((each) => each.kind === 'lie');
  const sound = outcomes.filter((each) => each.kind === 'sound');
  const timed = outcomes.filter((each) => each.kind === 'timed');
  const tallies = names.flatMap((name) => timedTally(timed.filter((each) => each.name === name)));
  const identical = tallies.find(({ share }) => share === 0) ?? null;
  const serverCpu = tallies.find(({ name }) => name === BURN) ?? null;
  const counted = {
    lies: names.flatMap((name) => {
      const step = steps.find((each) => stepName(each) === name);
      const own = lies.filter((each) => each.name === name);
      return step?.kind === 'lie' && own.length > 0 ? lieTally(step, own) : [];
    }),
    harmless: names.flatMap((name) => {
      const step = steps.find((each) => stepName(each) === name);
      const own = sound.filter((each) => each.name === name);
      return step?.kind === 'sound' && own.length > 0 ? harmlessTally(step, own) : [];
    }),
    identical,
    delays: tallies.filter(({ share, name }) => share > 0 && name !== BURN),
    serverCpu,
  };
  return {
    version: 1,
    ...facts,
    gates: outcomes.length,
    gatesPlanned: steps.length,
    ...counted,
    smallestEffect: smallestEffect(timed.filter(({ share }) => share === 0)) ?? null,
    problems: problemsOf({ ...counted, marginRatio: facts.marginRatio }),
  };
}

function lieTally(
  { lie: { name, what, caughtBy } }: Extract<Step, { kind: 'lie' }>,
  outcomes: readonly LieOutcome[],
): LieTally {
  const rules = new Map<FindingRule, number>();
  for (const rule of outcomes.flatMap(({ by }) => by)) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  return {
    ...{ name, what, caughtBy },
    told: outcomes.length,
    caught: outcomes.filter(({ caught }) => caught).length,
    by: [...rules].map(([rule, times]) => ({ rule, times })),
    medianSeconds: median(outcomes.map(({ seconds }) => seconds)),
  };
}

function harmlessTally(
  { change: { name, what } }: Extract<Step, { kind: 'sound' }>,
  outcomes: readonly SoundOutcome[],
): HarmlessTally {
  const reasons = outcomes.flatMap(({ failed }) => failed ?? []);
  return {
    ...{ name, what, gates: outcomes.length, failed: reasons.length, reasons },
    medianSeconds: median(outcomes.map(({ seconds }) => seconds)),
  };
}

function timedTally(outcomes: readonly TimedOutcome[]): TimedTally[] {
  const [first] = outcomes;
  if (first === undefined) return [];
  const cells = outcomes.flatMap((each) => each.cells);
  return [
    {
      ...{ name: first.name, share: first.share, gates: outcomes.length },
      failed: outcomes.filter(({ failed }) => failed !== null).length,
      untrusted: outcomes.filter(({ untrusted }) => untrusted).length,
      inconclusive: outcomes.filter(({ inconclusive }) => inconclusive).length,
      retried: outcomes.filter(({ retried }) => retried).length,
      told: outcomes.filter(isToldFromZero).length,
      cells: cells.length,
      cellsTold: cells.filter(({ low }) => low > 1).length,
      medianRatio: cells.length === 0 ? null : median(cells.map(({ ratio }) => ratio)),
      medianSeconds: median(outcomes.map(({ seconds }) => seconds)),
      reasons: outcomes.flatMap(({ failed }) => failed ?? []),
    },
  ];
}

function isToldFromZero({ untrusted, cells }: TimedOutcome): boolean {
  return !untrusted && cells.length > 0 && cells.every(({ low }) => low > 1);
}
