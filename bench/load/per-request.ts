import { DatabaseError } from 'pg';
import { connectionFailure } from './failure.js';
import { createSampling } from './sampling.js';
import type {
  ConnectionSettings,
  Done,
  ExchangeFailure,
  OpenSession,
  Session,
  Work,
} from './session.js';

/**
 * Makes the session of route `direct-per-request` out of a driver: each exchange connects, is sent and
 * disconnects, and has all of that in its latency. It is done once the server has closed the
 * connection, as an application that awaits `client.end()`: its backend is then gone, and burdens
 * neither what is measured next nor `max_connections`.
 *
 * A connection that is refused fails the exchange.
 */
export function perRequest(open: OpenSession): OpenSession {
  return async (settings, { decodeEvery, firstDecoded = 1, ...options }) => {
    const connected = new Set<Session>();
    const running = new Set<Promise<void>>();
    let work: readonly Work[] = [];
    const isSampled = createSampling({ decodeEvery, firstDecoded });
    let closed: ExchangeFailure | undefined;

    /** One exchange from connecting to the connection's end. */
    async function exchange(index: number, sampled: boolean): Promise<Parameters<Done>> {
      const opened = await openFor(work[index] as Work, sampled);
      if ('failure' in opened) return [opened.failure];
      const { session } = opened;
      connected.add(session);
      try {
        if (closed) return [closed];
        await session.prepare(work);
        return await new Promise((resolve) => session.run(index, (...args) => resolve(args)));
      } finally {
        connected.delete(session);
        // One that can't say goodbye is gone already.
        await session.close().catch(() => {});
      }
    }

    async function openFor(
      item: Work,
      sampled: boolean,
    ): Promise<{ session: Session } | { failure: ExchangeFailure }> {
      try {
        const own = { ...options, decodeEvery: sampled ? 1 : 0, isForOneExchange: true };
        return { session: await open(withStartupOptions(settings, item), own) };
      } catch (error) {
        return { failure: refusal(error) };
      }
    }

    return {
      backendPid: 0,
      prepare: async (items) => {
        work = items;
      },
      run(index, done) {
        if (!work[index]) throw new Error(`No work was prepared at index ${index}`);
        if (closed) {
          setImmediate(done, closed);
          return;
        }
        const run = exchange(index, isSampled()).then((outcome) => {
          running.delete(run);
          done(...outcome);
        });
        running.add(run);
      },
      planCounts: async () => {
        throw new Error('A connection for one exchange is gone before its plans can be counted');
      },
      async close() {
        closed = connectionFailure('The session was closed');
        await Promise.all([...connected].map((session) => session.close()));
        await Promise.all(running);
      },
    };
  };
}

function withStartupOptions(
  settings: ConnectionSettings,
  { startupOptions }: Work,
): ConnectionSettings {
  if (startupOptions === undefined) return settings;
  return { ...settings, options: [settings.options, startupOptions].filter(Boolean).join(' ') };
}

/** What the server, the pooler or the network said to a connection that did not come about. */
function refusal(error: unknown): ExchangeFailure {
  const message = error instanceof Error ? error.message : String(error);
  return connectionFailure(message, error instanceof DatabaseError ? error.code : '');
}
