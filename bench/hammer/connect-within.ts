import { connectionFailure, SessionError } from '../load/failure.js';
import type { ConnectionSettings } from '../load/session.js';
import { connectWire, type WireConnection } from '../load/wire-connect.js';

/**
 * Connects, or gives up after so long: a pooler that is stopped takes a connection and says no word. One
 * that is made after all is closed.
 *
 * @throws {SessionError} when the time is over
 * @throws what `pg` throws when it is refused
 */
export async function connectWithin(
  settings: ConnectionSettings,
  withinMs: number,
): Promise<WireConnection> {
  const connecting = connectWire(settings);
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(
        new SessionError(connectionFailure(`no connection was made within ${withinMs / 1000} s`)),
      );
    }, withinMs);
  });
  connecting.then(
    (connection) => (isLate ? connection.close() : undefined),
    () => {},
  );
  try {
    return await Promise.race([connecting, late]);
  } finally {
    clearTimeout(timer);
  }
}
