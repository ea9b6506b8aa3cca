import { FINDING_RULES, type FindingRule, type GateResult } from '../gate/gate-result.js';
import type { BlockRecord, JournalRecord } from '../result/journal.js';
import type { Step } from './step.js';
import { stepName } from './step.js';

/** What one gate of a calibration came to. */
export type Outcome = LieOutcome | TimedOutcome;

export interface LieOutcome {
  readonly kind: 'lie';
  readonly name: string;
  /** A rule that must fail for it did, and no stopwatch was used. */
  readonly caught: boolean;
  /** Every rule that failed, in the order of the rules. */
  readonly by: readonly FindingRule[];
  readonly seconds: number;
}

/** p50 of one timed cell: head over base. */
export interface CellEffect {
  readonly ratio: number;
  readonly low: number;
  readonly minimumDetectableEffect: number;
}

export interface TimedOutcome {
  readonly kind: 'timed';
  readonly name: string;
  /** How much longer head's exchanges were made; 0 for identical sides. */
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
  const slower = result.timings.filter(({ verdict }) => verdict === 'fail');
  const isFailed = result.verdict === 'failed';
  return {
    kind: 'timed',
    name,
    share: step.kind === 'delay' ? step.share : 0,
    failed: isFailed
      ? (failures[0]?.message ?? `${slower[0]?.operation}: ${slower[0]?.reason}`)
      : null,
    untrusted: result.trust.untrusted,
    inconclusive: !isFailed && result.timings.some(({ verdict }) => verdict === 'inconclusive'),
    retried: result.trust.retried,
    cells: result.timings
      .filter(({ metric }) => metric === 'p50')
      .map(({ ratio, low, minimumDetectableEffect }) => ({ ratio, low, minimumDetectableEffect })),
    timingSeconds: timingSecondsOf(records),
    seconds,
  };
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
