import { FINDING_RULES, type FindingRule, type GateResult } from '../gate/gate-result.js';
import type { BlockRecord, JournalRecord } from '../result/journal.js';
import { BURN_SHARE } from './burn.js';
import type { Step } from './step.js';
import { stepName } from './step.js';

/** What one gate of a calibration came to. */
export type Outcome = LieOutcome | SoundOutcome | TimedOutcome;

export interface LieOutcome {
  readonly kind: 'lie';
  readonly name: string;
  /** A rule that must fail for it did, and no stopwatch was used. */
  readonly caught: boolean;
  /** Every rule that failed, in the order of the rules. */
  readonly by: readonly FindingRule[];
  readonly seconds: number;
}

/** Of exact checks held to what is harmless. */
export interface SoundOutcome {
  readonly kind: 'sound';
  readonly name: string;
  /** Why the gate failed, which is a false alarm; null where it passed. */
  readonly failed: string | null;
  readonly seconds: number;
}

/** One timed cell, head over base: p50, and of a head whose server has more to do, server CPU. */
export interface CellEffect {
  readonly ratio: number;
  readonly low: number;
  readonly minimumDetectableEffect: number;
}

export interface TimedOutcome {
  readonly kind: 'timed';
  readonly name: string;
  /** How much longer head's exchanges were made, or its helper's loop; 0 for identical sides. */
  readonly share: number;
  /** Why the gate failed; null where it passed. */
  readonly failed: string | null;
  readonly untrusted: boolean;
  /** It passed, and could not tell of some cell whether it is within the margin. */
  readonly inconclusive: boolean;
  readonly retried: boolean;
  readonly cells: readonly CellEffect[];
  /** Spent on the blocks that `cells` are of. */
  readonly timingSeconds: number;
  readonly seconds: number;
}

export interface RanGate {
  readonly result: GateResult;
  readonly records: readonly JournalRecord[];
  /** From its databases to its end. */
  readonly seconds: number;
}

/** Reads off a gate what a step of a calibration is after. */
export function outcomeOf(step: Step, { result, records, seconds }: RanGate): Outcome {
  const failures = result.findings.filter(({ level }) => level === 'failure');
  const name = stepName(step);
  if (step.kind === 'lie') {
    const by = FINDING_RULES.filter((rule) => failures.some((each) => each.rule === rule));
    const caught = !result.trust.timed && step.lie.caughtBy.some((rule) => by.includes(rule));
    return { kind: 'lie', name, caught, by, seconds };
  }
  if (step.kind === 'sound') {
    return { kind: 'sound', name, failed: whyFailed(result), seconds };
  }
  const metric = step.kind === 'burn' ? 'serverCpu' : 'p50';
  return {
    kind: 'timed',
    name,
    share: shareOf(step),
    failed: whyFailed(result),
    untrusted: result.trust.untrusted,
    inconclusive:
      result.verdict === 'passed' &&
      result.timings.some(({ verdict }) => verdict === 'inconclusive'),
    retried: result.trust.retried,
    cells: result.timings
      .filter((timing) => timing.metric === metric)
      .map(({ ratio, low, minimumDetectableEffect }) => ({ ratio, low, minimumDetectableEffect })),
    timingSeconds: timingSecondsOf(records),
    seconds,
  };
}

function shareOf(step: Step): number {
  if (step.kind === 'burn') return BURN_SHARE;
  return step.kind === 'delay' ? step.share : 0;
}

/** Null where it passed. */
function whyFailed({ verdict, findings, timings, statusReason }: GateResult): string | null {
  if (verdict === 'passed') return null;
  const failure = findings.find(({ level }) => level === 'failure');
  if (failure) return failure.message;
  const slower = timings.find((timing) => timing.verdict === 'fail');
  return slower ? `${slower.operation}: ${slower.reason}` : (statusReason ?? 'it says not why');
}

/**
 * How long the blocks took that stand: those of the first try, or of the retry that replaced it. A
 * block is stamped when its rounds begin, so the time between the first stamp and the last lacks a
 * block, which the others make up for in proportion.
 */
export function timingSecondsOf(records: readonly JournalRecord[]): number {
  const begun = records.findLastIndex(
    (each) => each.type === 'try' && each.try.kind !== 'confirmation',
  );
  const after = records.slice(begun + 1);
  const confirmed = after.findIndex(({ type }) => type === 'try');
  const blocks = (confirmed < 0 ? after : after.slice(0, confirmed)).filter(
    (each): each is BlockRecord => each.type === 'block',
  );
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (begun < 0 || !first || !last || blocks.length < 2) return 0;
  const between = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  return (between * blocks.length) / (blocks.length - 1);
}
