import type { GateFacts } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { minimumDetectableEffect } from '../../stats/detectable-effect.js';
import type { GateTiming } from '../gate-result.js';
import { confirmFail } from './confirmation.js';
import { unequalControls } from './controls.js';
import { estimateTimings } from './estimates.js';
import { apart, timingNotes } from './notes.js';
import { standingTries, triesOf } from './tries.js';
import { type DueCell, type UnmeasuredCell, unmeasuredCells } from './unmeasured.js';
import { type JudgedEstimate, judgeEstimates } from './verdicts.js';

/** What the blocks of a gate say: tiers 2 and 3. */
export interface GateTimings {
  readonly timings: GateTiming[];
  /** A control of what stands is not clean. */
  readonly untrusted: boolean;
  readonly retried: boolean;
  /** Cells that were to be timed and have no timing at all. */
  readonly unmeasured: UnmeasuredCell[];
  readonly notes: string[];
}

/**
 * Judges all timings of a gate together, from its journal alone (docs/method.md, section
 * 10). A fail must be seen again in a confirmation's own blocks. Where two clones of base differ, no
 * timing of the gate is to be trusted: the machine made a difference that is not in the SQL.
 *
 * @param due what was left to be timed; of what no try was begun for, a note says why
 * @throws {BadInputError} for blocks that belong to no try.
 */
export function judgeTimings(
  records: readonly JournalRecord[],
  gate: GateFacts,
  due: readonly DueCell[] = [],
): GateTimings {
  const tries = triesOf(records);
  const standing = standingTries(tries);
  const estimates = standing.flatMap((one) => estimateTimings(one.standing.blocks, gate));
  const unequal = unequalControls(estimates, gate.margins);
  const [worst] = unequal;
  const distrust = worst ? `two clones of base differ by ${apart(worst)}` : null;
  const timings = judgeEstimates(estimates, gate.margins).map((judged) => {
    const unconfirmed = { ...timingOf(judged), confirmation: null };
    if (distrust !== null) {
      return { ...unconfirmed, verdict: 'untrusted' as const, reason: distrust, better: false };
    }
    if (judged.verdict !== 'fail') return unconfirmed;
    const own = standing.find(({ standing: { scenario } }) => scenario === judged.pair.scenario);
    return { ...unconfirmed, ...confirmFail(judged, own?.confirmations ?? [], gate) };
  });
  const unmeasured = unmeasuredCells(standing, timings, gate, due);
  return {
    timings,
    untrusted: distrust !== null,
    retried: tries.some(({ kind }) => kind === 'retry'),
    unmeasured,
    notes: timingNotes({
      ...{ tries, standing, timings, unequal, unmeasured, gate },
      proofs: records.flatMap((each) => (each.type === 'proof' ? each.proof : [])),
    }),
  };
}

function timingOf(judged: JudgedEstimate): Omit<GateTiming, 'confirmation'> {
  const { pair, tenant, metric, effect, adjustedP, noiseFloor, verdict, reason, better } = judged;
  const { interval } = effect;
  return {
    tier: metric === 'serverCpu' ? 2 : 3,
    metric,
    scenario: pair.scenario,
    operation: pair.operation,
    tenant,
    arm: pair.arm,
    ratio: Math.exp(interval.estimate),
    low: Math.exp(interval.low),
    high: Math.exp(interval.high),
    baseNs: effect.baselineNs,
    headNs: effect.treatmentNs,
    differenceNs: effect.differenceNs,
    noiseFloor: Math.expm1(noiseFloor),
    minimumDetectableEffect: Math.expm1(minimumDetectableEffect(interval)),
    adjustedP,
    blocks: effect.logRatios.length,
    verdict,
    reason,
    better,
  };
}
