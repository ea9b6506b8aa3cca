import { connectEachTime, type LoadConnection, openKept } from './connection.js';
import type { ThreadRequest } from './messages.js';
import type { ConnectionTally } from './tally.js';

/**
 * Opens all connections of a thread, so many at the same time, and those of several logins in turns.
 * One that is refused is counted and left out. One that connects for each exchange opens nothing yet.
 */
export async function openConnections(
  request: ThreadRequest,
  tally: ConnectionTally,
): Promise<LoadConnection[]> {
  const { decodeEvery, openAtOnce } = request;
  const places = request.connections.flatMap(({ count, first, step, ...same }) =>
    Array.from({ length: count }, (_, nth) => ({
      place: nth / count,
      first: first + nth * step,
      same,
    })),
  );
  places.sort((a, b) => a.place - b.place);
  const opened: (LoadConnection | undefined)[] = [];
  let next = 0;

  async function openOneAfterTheOther(): Promise<void> {
    for (let at = next++; at < places.length; at = next++) {
      const place = places[at];
      if (!place) return;
      const { settings, client, work, perRequest, statement, warmUp } = place.same;
      const plan = { settings, client, work, first: place.first, decodeEvery, statement, warmUp };
      const connection = await (perRequest ? connectEachTime : openKept)(plan, tally);
      if (!('kind' in connection)) opened[at] = connection;
    }
  }

  await Promise.all(Array.from({ length: openAtOnce }, openOneAfterTheOther));
  return opened.filter((connection) => connection !== undefined);
}
