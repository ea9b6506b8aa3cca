import { shuffle } from '../load/random.js';
import type { ExchangeFailure } from '../load/session.js';
import type { ArmFailure } from '../result/journal.js';
import type { Arm } from '../scenario/scenario.js';
import { type BlockArm, measureBlock } from './block.js';
import { orAbandoned } from './interrupt.js';
import { type Level, levelsOf } from './levels.js';
import type { MeasuredCell, MeasureRequest } from './measurement.js';
import { isConnectionLoss, serverGone } from './server-trouble.js';
import { closeSessions, openSessions, type Sessions } from './sessions.js';

/**
 * Measures all cells in passes. A pass opens fresh connections for every arm in random order and
 * gives every cell one block on them, cells in random order, so that each cell's blocks are spread
 * over the whole run and a drift of the machine meets all cells alike.
 *
 * An arm that fails takes no further part: the block it failed in is begun anew without it, so that
 * the other arms keep all their blocks.
 *
 * @throws {EnvironmentError} when the server no longer answers.
 */
export async function measureCells(request: MeasureRequest): Promise<void> {
  const { cells, profile, random, signal, onPass } = request;
  const startedAt = performance.now();
  const failedArms = new Set<string>();
  const levels = levelsOf(cells);
  const passLength = { overheadMs: 0 };

  for (let pass = 0; !signal.aborted; pass++) {
    if (!cells.some((cell) => isWorthMeasuring(cell, failedArms))) return;
    const leftMs = profile.loadSeconds * 1000 - (performance.now() - startedAt);
    const passesLeft = Math.max(1, profile.minimumBlocks - pass);
    const cellBudgetMs = Math.max(0, leftMs / passesLeft - passLength.overheadMs) / cells.length;
    const passStartedAt = performance.now();
    let inRoundsMs = 0;
    for (const level of shuffle([...levels], random)) {
      inRoundsMs += await measureLevel(request, level, pass, cellBudgetMs, failedArms);
      if (signal.aborted) return;
    }
    passLength.overheadMs = performance.now() - passStartedAt - inRoundsMs;
    const secondsLeft = profile.loadSeconds - (performance.now() - startedAt) / 1000;
    const done = onPass({ passes: pass + 1, secondsLeft: Math.max(0, secondsLeft) });
    const enough = pass + 1 >= profile.minimumBlocks;
    const passSeconds = (performance.now() - passStartedAt) / 1000;
    if (enough && (done || secondsLeft < passSeconds)) return;
  }
}

/** One block for each cell of a concurrency level; returns the milliseconds spent in kept rounds. */
async function measureLevel(
  request: MeasureRequest,
  level: Level,
  block: number,
  cellBudgetMs: number,
  failedArms: Set<string>,
): Promise<number> {
  const { random, signal } = request;
  const cells = level.cells.filter((cell) => isWorthMeasuring(cell, failedArms));
  const [first] = cells;
  if (!first) return 0;
  const fail = async (failure: ArmFailure) => {
    if (signal.aborted) return;
    if (isConnectionLoss(failure) && !(await request.isServerAlive())) {
      throw serverGone('measuring', failure.message);
    }
    failedArms.add(failure.arm);
    request.onFailure(failure);
  };
  const arms = level.arms.filter(({ name }) => !failedArms.has(name));
  const sessions = await openSessions(request, { ...level, arms }, (arm, failure) => {
    const cell = cells.find((each) => each.arms.some(({ name }) => name === arm)) ?? first;
    return fail(failureAt(request, cell, arm, failure));
  });
  const startedAt = performance.now();
  try {
    for (const cell of shuffle(cells, random)) {
      let failure: ArmFailure | undefined;
      do {
        if (signal.aborted || !isWorthMeasuring(cell, failedArms)) break;
        const arms = armsOf(level, cell, sessions, failedArms);
        const measuring = measureBlock(request, cell, block, cellBudgetMs, arms);
        failure = await orAbandoned(measuring, signal);
        if (failure) await fail(failure);
      } while (failure);
    }
    return performance.now() - startedAt;
  } finally {
    await closeSessions(sessions);
  }
}

/** One arm alone has nothing to be compared with. */
function isWorthMeasuring({ arms }: MeasuredCell, failedArms: ReadonlySet<string>): boolean {
  return arms.filter(({ name }) => !failedArms.has(name)).length >= 2;
}

function armsOf(
  level: Level,
  cell: MeasuredCell,
  sessions: Sessions,
  failedArms: ReadonlySet<string>,
): BlockArm[] {
  return cell.arms
    .filter(({ name }) => !failedArms.has(name))
    .map((arm) => {
      const { name, planCacheMode } = arm;
      const { measured, warming } = level.placeOf(cell, name);
      return {
        ...{ name, sessions: sessions.get(name) ?? [], workIndexes: measured },
        warmingIndexes: warming,
        isPlannedAnew: planCacheMode === 'force_custom_plan' || !isNamed(arm),
        countsPlans: keepsItsStatements(arm),
      };
    });
}

/** Whether a session of it can tell of its plans: the connection behind it is its own throughout. */
function keepsItsStatements(arm: Arm): boolean {
  const isKept = (arm.route ?? 'direct-pooled') === 'direct-pooled' && arm.client !== 'pg-pool';
  return isNamed(arm) && isKept;
}

/** Only a named statement outlives its execution, and keeps a plan. */
function isNamed({ statement }: Arm): boolean {
  return (statement ?? 'named') === 'named';
}

function failureAt(
  { scenario }: MeasureRequest,
  { operation, tenant, concurrency }: MeasuredCell,
  arm: string,
  { kind, sqlState, message }: ExchangeFailure,
): ArmFailure {
  const said = `its connection could not be made ready: ${message}`;
  return { scenario, operation, tenant, concurrency, arm, kind, sqlState, message: said };
}
