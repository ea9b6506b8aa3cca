import type { LoadConnection } from './connection.js';

/** No exchange of a warm-up is begun later than this: a load that can't be warmed begins cold. */
const LONGEST_MS = 3_000;

/** Warms connections up, so many at the same time. What goes wrong is left to the load to tell. */
export async function warmUp(
  connections: readonly LoadConnection[],
  atOnce: number,
): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  const left = connections.values();

  async function warmOneAfterTheOther(): Promise<void> {
    for (const connection of left) await connection.warmUp(until);
  }

  await Promise.all(Array.from({ length: atOnce }, warmOneAfterTheOther));
}
