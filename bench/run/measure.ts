import { EnvironmentError } from '../errors.js';
import { shuffle } from '../load/random.js';
import type { RoundArm } from '../load/rounds.js';
import type { Session, Work } from '../load/session.js';
import type { ArmFailure } from '../result/journal.js';
import type { Arm } from '../scenario/scenario.js';

import { measureBlock } from './block.js';
import { type Level, levelsOf } from './levels.js';
import type { MeasureRequest } from './measurement.js';

/**
 * Measures all cells in passes. A pass opens fresh connections for every arm in random order and
 * gives every cell one block on them, cells in random order, so that each cell's blocks are spread
 * over the whole run and a drift of the machine meets all cells alike.
 *
 * An arm that fails takes no part in later blocks; the block it failed in is not kept.
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
  const sessions = await openSessions(request, level, failedArms);
  let inRoundsMs = 0;
  try {
    for (const cell of shuffle([...level.cells], random)) {
      if (signal.aborted) break;
      const roundArms: RoundArm[] = cell.arms
        .filter(({ name }) => !failedArms.has(name))
        .map(({ name }) => ({ name, sessions: sessions.get(name) as Session[] }));
      if (roundArms.length < 2) continue;
      const sets = cell.workOf(cell.arms[0] as Arm).length;
      const first = level.firstWork.get(cell) as number;
      const startedAt = performance.now();
      const failure = await measureBlock(request, cell, block, cellBudgetMs, {
        arms: roundArms,
        workIndexes: Array.from({ length: sets }, (_, index) => first + index),
      });
      inRoundsMs += performance.now() - startedAt;
      if (failure) {
        failedArms.add(failure.arm);
        request.onFailure(failure);
        if (isConnectionLoss(failure) && !(await request.isServerAlive())) {
          throw serverGone(failure.message);
        }
      }
    }
  } finally {
    await Promise.all([...sessions.values()].flat().map((session) => session.close()));
  }
  return inRoundsMs;
}

/** Opens one session a worker and arm, one after the other in random order, and prepares its work. */
async function openSessions(
  request: MeasureRequest,
  level: Level,
  failedArms: ReadonlySet<string>,
): Promise<Map<string, Session[]>> {
  const arms = level.arms.filter(({ name }) => !failedArms.has(name));
  const sessions = new Map<string, Session[]>(arms.map(({ name }) => [name, []]));
  const toOpen = shuffle(
    arms.flatMap((arm) => Array.from({ length: level.concurrency }, () => arm)),
    request.random,
  );
  try {
    for (const arm of toOpen) {
      const session = await request.openSession(arm);
      sessions.get(arm.name)?.push(session);
      await session.prepare(level.workOfArm.get(arm.name) as readonly Work[]);
    }
    return sessions;
  } catch (cause) {
    await Promise.all([...sessions.values()].flat().map((session) => session.close()));
    if (!(await request.isServerAlive())) {
      throw serverGone(cause instanceof Error ? cause.message : String(cause), cause);
    }
    throw cause;
  }
}

function isConnectionLoss({ kind, sqlState }: ArmFailure): boolean {
  return kind === 'connection' || sqlState.startsWith('57P') || sqlState.startsWith('08');
}

function serverGone(message: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    `The Postgres server stopped answering while measuring: ${message}`,
    'What was measured until then is kept in the report; look at the server log, then run again.',
    { cause },
  );
}
