import type { Exchange, Statement } from '../context/exchange.js';
import type { Work } from '../load/session.js';
import { type LoadArm, openLoadArms } from '../pass/load-arm.js';
import { runPasses } from '../pass/passes.js';
import type { LoadPoint } from '../pass/point.js';
import type { PoolSizesPlan, TransactionLength } from '../scenario/scenario.js';
import { connect, withClient } from '../target/connect.js';
import { freeConnections } from '../target/free-connections.js';
import { thenClose } from '../then-close.js';
import { type BusyTime, busyStatement, calibrateBusy } from './busy-statement.js';
import { atExtent, skipLoad } from './load-extent.js';
import type { Probe, ProbeRequest } from './probe.js';

const BUCKET_MS = 100;

/**
 * Probe: throughput and latency of a fixed number of clients through pools of different sizes, with
 * transactions of different lengths, closed loop. A length is server CPU, made by a statement that was
 * calibrated on this server right before, and time in which the application thinks before COMMIT.
 */
export const poolSize: Probe = async (request) => {
  const plan = request.scenario.load?.poolSizes;
  if (!plan) throw new Error('Probe pool-size needs load.poolSizes');
  const subject = await openLoadArms(request);
  await thenClose(async () => {
    const observer = await connect(request.target.admin);
    await thenClose(
      async () => {
        const room = await freeConnections(observer);
        const sizes = sizesWithRoom(request, plan, room);
        const lengths = await calibratedLengths(request, plan);
        const points = lengths.flatMap((length) =>
          sizes.flatMap((size) =>
            subject.arms.map((arm) =>
              pointOf(request, plan, withLength(arm, length), length, size),
            ),
          ),
        );
        const passes = request.scenario.load?.passes;
        if (!passes) throw new Error('A load plan has passes');
        const of = { request, probe: 'pool-size', subject, observer, room } as const;
        await runPasses(of, points, atExtent(request, passes));
      },
      () => observer.end(),
    );
  }, subject.close);
};

interface CalibratedLength extends TransactionLength {
  readonly busy: BusyTime | undefined;
}

async function calibratedLengths(
  request: ProbeRequest,
  plan: PoolSizesPlan,
): Promise<CalibratedLength[]> {
  request.onDoing('measuring what a statement of so many milliseconds is');
  return withClient(request.roles.rls, async (client) => {
    const isLocal = request.target.measuresServerCpu;
    const lengths: CalibratedLength[] = [];
    for (const length of atExtent(request, plan.lengths)) {
      const { serverMs } = length;
      const busy = serverMs > 0 ? await calibrateBusy(client, serverMs, isLocal) : undefined;
      lengths.push({ ...length, busy });
    }
    return lengths;
  });
}

function pointOf(
  request: ProbeRequest,
  { clients, seconds }: PoolSizesPlan,
  arm: LoadArm,
  { title, busy }: CalibratedLength,
  size: number,
): LoadPoint {
  const measured = busy
    ? `The busy statement (${busy.rounds} rounds of SHA-256) took ${busy.measuredMs.toFixed(2)} ms alone.`
    : '';
  return {
    ...{ arm, clients, poolSize: size, bucketMs: BUCKET_MS, note: measured },
    levels: { poolSize: size, length: title },
    load: {
      ...{ loop: 'closed', exchanges: Number.MAX_SAFE_INTEGER },
      seconds: atExtent(request, seconds),
    },
  };
}

function withLength(arm: LoadArm, { busy, thinkMs }: CalibratedLength): LoadArm {
  return {
    ...arm,
    work: arm.work.map((work) => longerWork(work, busy?.rounds, thinkMs)),
    // The same statements, and over at once.
    warmWork: arm.work.map((work) => longerWork(work, busy && 1, 0)),
  };
}

/**
 * Work whose transaction takes longer: the busy statement right before its query, and the application
 * thinking before COMMIT, which then is a round trip of its own.
 *
 * @throws {Error} where the application has no COMMIT to think before
 */
export function longerWork(work: Work, busyRounds: number | undefined, thinkMs: number): Work {
  const busy = busyRounds === undefined ? [] : [busyStatement(busyRounds)];
  const exchange = work.exchange.map((round) =>
    round.flatMap((statement) => (statement.part === 'query' ? [...busy, statement] : [statement])),
  );
  return { ...work, exchange: thinkMs > 0 ? withThought(exchange, thinkMs) : exchange };
}

function withThought(exchange: Exchange, thinkMs: number): Exchange {
  const last = exchange.at(-1) ?? [];
  const at = last.findIndex(({ part }) => part === 'commit' || part === 'rollback');
  const commit = last[at];
  if (!commit) throw new Error('An application can think inside a transaction only before COMMIT');
  const before: readonly Statement[] = last.slice(0, at);
  const end = [{ ...commit, thinkMs }, ...last.slice(at + 1)];
  return [...exchange.slice(0, -1), ...(before.length > 0 ? [before] : []), end];
}

/** Pools larger than what the server has free are left out, and said. */
function sizesWithRoom(
  request: ProbeRequest,
  { sizes }: PoolSizesPlan,
  free: number,
): readonly number[] {
  const wanted = atExtent(request, sizes);
  const beyond = wanted.filter((size) => size > free);
  if (beyond.length > 0) {
    skipLoad(
      request,
      `pools of ${beyond.join(', ')}: the server has ${free} connections free; raise max_connections`,
    );
  }
  return wanted.filter((size) => size <= free);
}
