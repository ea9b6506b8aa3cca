/** Lanes that work side by side: a core for the server and one for what we do with its answers. */
const LANES = 2;

/**
 * Does `work` for every item: items of the same lane name one after the other in their order, two
 * lanes at a time.
 *
 * @throws the first error of any item, after the items that were running have ended
 */
export async function inLanes<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lanes = new Map<string, T[]>();
  for (const item of items) {
    const name = laneOf(item);
    lanes.set(name, [...(lanes.get(name) ?? []), item]);
  }
  const waiting = [...lanes.values()];
  let failed = false;
  const runLane = async () => {
    for (let lane = waiting.shift(); lane && !failed; lane = waiting.shift()) {
      for (const item of lane) {
        if (failed) return;
        await work(item);
      }
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: LANES }, () =>
      runLane().catch((error) => {
        failed = true;
        throw error;
      }),
    ),
  );
  const first = outcomes.find((outcome) => outcome.status === 'rejected');
  if (first) throw first.reason;
}

/**
 * Does `work` for every item, two at a time, and returns what came of each in the items' order.
 *
 * @throws the first error of any item, after the items that were running have ended
 */
export async function mapInLanes<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  await inLanes(
    [...items.entries()],
    ([index]) => String(index),
    async ([index, item]) => {
      results[index] = await work(item);
    },
  );
  return results;
}
