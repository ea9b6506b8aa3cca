import { type RoundArm, type RoundsOutcome, runRounds } from '../load/rounds.js';
import type { ExchangeFailure, PlanCounts } from '../load/session.js';
import type { ArmFailure, BlockRecord } from '../result/journal.js';
import { type ArmCpu, cpuOfExchange, readCpu } from './arm-cpu.js';
import type { MeasuredCell, MeasureRequest } from './measurement.js';
import { failureOfOpening } from './server-trouble.js';

/**
 * Rounds run before each block on its fresh connections: from the sixth on a plan may go generic, by
 * what the first five custom plans cost. So these run the parameter sets in turn, in the order in
 * which the plan was captured: drawn at random, the kind of plan would be drawn with them.
 */
const WARM_ROUNDS = 8;
/** Where every arm plans anew each time: then only caches have to be filled. */
const WARM_ROUNDS_PLANNED_ANEW = 2;
/** A median of fewer rounds than this is not worth a block. */
const FEWEST_ROUNDS = 5;

/** An arm of a block, with what warms its statement and whether it has a choice of plan. */
export interface BlockArm extends RoundArm {
  readonly warmingIndexes: readonly number[];
  readonly isPlannedAnew: boolean;
  /** Whether its connections can tell of their prepared statements' plans. */
  readonly countsPlans: boolean;
}

/**
 * One block of one cell: warm rounds on the fresh connections, then as many rounds as `budgetMs`
 * allows. Hands the block's record to `onBlock`, or returns the failure that ended it.
 */
export async function measureBlock(
  request: MeasureRequest,
  cell: MeasuredCell,
  block: number,
  budgetMs: number,
  roundArms: readonly BlockArm[],
): Promise<ArmFailure | undefined> {
  const { random, signal, profile } = request;
  const place = {
    scenario: request.scenario,
    operation: cell.operation,
    tenant: cell.tenant,
    concurrency: cell.concurrency,
  };
  const fail = ({ arm, failure }: NonNullable<RoundsOutcome['failure']>) => ({
    ...place,
    arm,
    kind: failure.kind,
    sqlState: failure.sqlState,
    message: failure.message,
  });

  const warmStartedAt = performance.now();
  const warmRounds = roundArms.every(({ isPlannedAnew }) => isPlannedAnew)
    ? WARM_ROUNDS_PLANNED_ANEW
    : WARM_ROUNDS;
  const warm = await runRounds({
    arms: roundArms.map((arm) => ({ ...arm, workIndexes: arm.warmingIndexes })),
    ...{ draw: 'in turn', rounds: warmRounds, random, signal },
  });
  if (warm.failure) return fail(warm.failure);
  const warmMs = performance.now() - warmStartedAt;
  const affordable = Math.floor((budgetMs - warmMs) / (warmMs / warmRounds));
  // A block's samples are pooled over its workers, so more workers make a block of the same size in fewer rounds each.
  const wanted = Math.ceil(profile.roundsPerBlock / cell.concurrency);
  const rounds = Math.max(FEWEST_ROUNDS, Math.min(wanted, affordable));

  const cpuBefore = await readCpu(request, roundArms);
  const at = new Date().toISOString();
  const outcome = await runRounds({
    ...{ arms: roundArms, draw: 'at random', rounds, random, signal },
  });
  if (outcome.failure) return fail(outcome.failure);
  if (signal.aborted) return undefined;

  const cpuAfter = await readCpu(request, roundArms);
  const arms: BlockRecord['arms'] = {};
  for (const [index, arm] of roundArms.entries()) {
    const samples = outcome.samples.get(arm.name);
    if (!samples) continue;
    const [before, after] = [cpuBefore[index] as ArmCpu, cpuAfter[index] as ArmCpu];
    const counts = arm.countsPlans ? await sumPlanCounts(arm, cell.statementName) : null;
    if (counts && 'failure' in counts) return fail({ arm: arm.name, failure: counts.failure });
    arms[arm.name] = {
      latencyNs: samples.latencyNs,
      ...cpuOfExchange(before, after, samples.exchanges),
      ...counts,
    };
  }
  request.onBlock({ type: 'block', ...place, block, at, arms });
  return undefined;
}

/** Plans so far of the cell's statement over all of an arm's sessions, or what kept it from being read. */
async function sumPlanCounts(
  { sessions }: RoundArm,
  statementName: string,
): Promise<PlanCounts | { readonly failure: ExchangeFailure }> {
  const sum = { genericPlans: 0, customPlans: 0 };
  try {
    for (const session of sessions) {
      const { genericPlans, customPlans } = await session.planCounts(statementName);
      sum.genericPlans += genericPlans;
      sum.customPlans += customPlans;
    }
    return sum;
  } catch (error) {
    const failure = failureOfOpening(error);
    if (!failure) throw error;
    return { failure };
  }
}
