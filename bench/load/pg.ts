import { Client, DatabaseError } from 'pg';
import { singleConfig } from './client-config.js';
import { SessionError } from './failure.js';
import { createPgRunner } from './pg-client.js';
import { atOnce, inSequence, type RunQueries } from './pg-statements.js';
import { planCountsOf, planCountsSql } from './plan-counts.js';
import { createSampling } from './sampling.js';
import type { OpenSession, Session, SessionOptions, Work } from './session.js';

/** A server that does not answer our goodbye is left after this long. */
const CLOSE_TIMEOUT_MS = 1000;

/** Opens a session that works as most applications do: `pg`, one awaited query after the other. */
export const openPgSession: OpenSession = (settings, options) =>
  openSession(new Client(singleConfig(settings)), options, inSequence);

/**
 * Opens a session on `pg` with `pipeline: true`: all queries of an exchange are queued at once and
 * awaited together. `pg` ends each of them with a Sync of its own.
 */
export const openPgPipelineSession: OpenSession = (settings, options) =>
  openSession(new Client({ ...singleConfig(settings), pipeline: true }), options, atOnce);

async function openSession(
  client: Client,
  options: SessionOptions,
  runQueries: RunQueries,
): Promise<Session> {
  const runner = createPgRunner(client, options, runQueries);
  const { lost } = runner;
  let work: readonly Work[] = [];
  const isSampled = createSampling(options);
  try {
    await client.connect();
  } catch (error) {
    // A server that refuses leaves it to us to hang up.
    client.connection.stream.destroy();
    throw error;
  }

  return {
    backendPid: processId(client),
    async prepare(items) {
      await runner.prepare(items);
      work = items;
    },
    run(index, done) {
      const item = work[index];
      if (!item) throw new Error(`No work was prepared at index ${index}`);
      const gone = lost();
      if (gone) {
        setImmediate(done, gone);
        return;
      }
      const sampled = isSampled();
      void runner.run(item, sampled).then(({ failure, check }) => done(failure, check));
    },
    async planCounts(statementName) {
      const gone = lost();
      if (gone) throw new SessionError(gone);
      const text = planCountsSql(statementName);
      const types = { getTypeParser: () => (value: string) => value };
      try {
        const { rows } = await client.query<string[]>({ text, rowMode: 'array', types });
        return planCountsOf(rows[0], statementName);
      } catch (error) {
        throw error instanceof DatabaseError || lost()
          ? new SessionError(runner.failureOf(error))
          : error;
      }
    },
    async close() {
      const timer = setTimeout(() => client.connection.stream.destroy(), CLOSE_TIMEOUT_MS);
      await client.end();
      clearTimeout(timer);
    },
  };
}

/** `pg` keeps the backend's process id from BackendKeyData; its types do not name it. */
function processId(client: Client): number {
  const pid: unknown = Reflect.get(client, 'processID');
  return typeof pid === 'number' ? pid : 0;
}
