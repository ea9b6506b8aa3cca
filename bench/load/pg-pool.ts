import { Pool, type PoolClient } from 'pg';
import { clientConfig } from './client-config.js';
import { connectionFailure } from './failure.js';
import { createPgRunner, type PgOutcome, type PgRunner } from './pg-client.js';
import { inSequence } from './pg-statements.js';
import { createSampling } from './sampling.js';
import type {
  ConnectionSettings,
  ExchangeFailure,
  OpenSession,
  SessionOptions,
  Work,
} from './session.js';

/** A `pg.Pool` that several sessions take a client from for each exchange. */
interface SharedPool {
  readonly pool: Pool;
  readonly runnerOf: (client: PoolClient) => PgRunner;
  /** Prepares `work` on every client there may be; one caller at a time. */
  readonly prepare: (work: readonly Work[]) => Promise<void>;
  sessions: number;
}

const pools = new WeakMap<object, SharedPool>();

/**
 * Opens a session that works as an application with a pool does: it takes a client, sends its
 * exchange by one awaited query after the other, and gives the client back, whatever is still set on
 * it. A client whose connection is lost is not given back but thrown away. The wait for a free client
 * is part of the latency. The last session to close ends the pool.
 */
export const openPgPoolSession: OpenSession = async (settings, options) => {
  const { owner, size } = options.pool ?? { owner: settings };
  const shared = pools.get(owner) ?? createPool(settings, options);
  pools.set(owner, shared);
  shared.sessions += 1;
  shared.pool.options.max = size ?? shared.sessions;
  let work: readonly Work[] = [];
  const isSampled = createSampling(options);
  let closed: ExchangeFailure | undefined;

  async function exchange(item: Work, sampled: boolean): Promise<PgOutcome> {
    let client: PoolClient;
    try {
      client = await shared.pool.connect();
    } catch (error) {
      return { failure: connectionFailure(error instanceof Error ? error.message : String(error)) };
    }
    const runner = shared.runnerOf(client);
    const outcome = await runner.run(item, sampled);
    client.release(runner.lost() !== undefined);
    return outcome;
  }

  return {
    backendPid: 0,
    async prepare(items) {
      await shared.prepare(items);
      work = items;
    },
    run(index, done) {
      const item = work[index];
      if (!item) throw new Error(`No work was prepared at index ${index}`);
      if (closed) {
        setImmediate(done, closed);
        return;
      }
      const sampled = isSampled();
      void exchange(item, sampled).then(({ failure, check }) => done(failure, check));
    },
    planCounts: async () => {
      throw new Error('The clients of a pool have plans of their own, and no session knows which');
    },
    async close() {
      if (closed) return;
      closed = connectionFailure('The session was closed');
      shared.sessions -= 1;
      if (shared.sessions > 0) return;
      pools.delete(owner);
      await shared.pool.end();
    },
  };
};

function createPool(settings: ConnectionSettings, options: SessionOptions): SharedPool {
  // Connections are kept: one that is opened anew under load would be a request's latency.
  const pool = new Pool({ ...clientConfig(settings), idleTimeoutMillis: 0 });
  // A client lost while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const runners = new WeakMap<PoolClient, PgRunner>();
  const prepared = new WeakMap<PoolClient, Set<readonly Work[]>>();
  let previous: Promise<void> = Promise.resolve();

  function runnerOf(client: PoolClient): PgRunner {
    const runner = runners.get(client) ?? createPgRunner(client, options, inSequence);
    runners.set(client, runner);
    return runner;
  }

  async function prepareAll(work: readonly Work[]): Promise<void> {
    const clients: PoolClient[] = [];
    try {
      // One after the other, so that backends start in a known order.
      while (clients.length < pool.options.max) clients.push(await pool.connect());
      for (const client of clients) {
        const done = prepared.get(client) ?? new Set();
        if (done.has(work)) continue;
        await runnerOf(client).prepare(work);
        prepared.set(client, done.add(work));
      }
    } finally {
      for (const client of clients) client.release(runners.get(client)?.lost() !== undefined);
    }
  }

  return {
    ...{ pool, runnerOf, sessions: 0 },
    prepare(work) {
      // Two at once would each hold a part of the pool and wait for the rest.
      const turn = previous.then(() => prepareAll(work));
      previous = turn.catch(() => {});
      return turn;
    },
  };
}
