import { shuffle } from '../load/random.js';
import type { ExchangeFailure, Session, Work } from '../load/session.js';
import type { Level } from './levels.js';
import type { MeasureRequest } from './measurement.js';
import { failureOfOpening } from './server-trouble.js';

/** The open sessions of each arm that has them, one a worker. */
export type Sessions = ReadonlyMap<string, readonly Session[]>;

/**
 * Opens one session a worker and arm, one after the other in random order, since a backend keeps a
 * bias for life, and prepares the level's work on each. An arm that can't be opened goes to `onFailure`.
 *
 * @throws what `onFailure` throws, and bugs; all sessions are closed then
 */
export async function openSessions(
  { random, openSession, poolerOf }: Pick<MeasureRequest, 'random' | 'openSession' | 'poolerOf'>,
  { arms, concurrency, workOfArm }: Level,
  onFailure: (arm: string, failure: ExchangeFailure) => Promise<void>,
): Promise<Sessions> {
  const sessions = new Map<string, Session[]>(arms.map(({ name }) => [name, []]));
  const toOpen = shuffle(
    arms.flatMap((arm) => Array.from({ length: concurrency }, () => arm)),
    random,
  );
  try {
    // A pooler's backends are as old as it is, and each keeps a bias for life: fresh ones for these.
    // One that is gone is told by the first of its arm's connections.
    for (const { name } of arms)
      await poolerOf?.(name)
        ?.reconnect()
        .catch(() => undefined);
    for (const arm of toOpen) {
      const opened = sessions.get(arm.name);
      if (!opened) continue;
      try {
        const session = await openSession(arm);
        opened.push(session);
        await session.prepare(workOfArm.get(arm.name) as readonly Work[]);
      } catch (error) {
        const failure = failureOfOpening(error);
        if (!failure) throw error;
        sessions.delete(arm.name);
        await closeAll(opened);
        await onFailure(arm.name, failure);
      }
    }
    return sessions;
  } catch (error) {
    await closeSessions(sessions);
    throw error;
  }
}

export async function closeSessions(sessions: Sessions): Promise<void> {
  await closeAll([...sessions.values()].flat());
}

/** A session that can't say goodbye is gone already. */
async function closeAll(sessions: readonly Session[]): Promise<void> {
  await Promise.allSettled(sessions.map((session) => session.close()));
}
