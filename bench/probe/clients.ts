import { openLoadArms } from '../pass/load-arm.js';
import { runPasses } from '../pass/passes.js';
import type { LoadPoint } from '../pass/point.js';
import { clientsWithinReach } from '../pass/reach.js';
import type { ClientsPlan } from '../scenario/scenario.js';
import { withClient } from '../target/connect.js';
import { freeConnections } from '../target/free-connections.js';
import { thenClose } from '../then-close.js';
import { atExtent, skipLoad } from './load-extent.js';
import type { Probe, ProbeRequest } from './probe.js';

const BUCKET_MS = 100;

/** Exchanges of a client in a closed loop, at least: with fewer they would not be as many clients at once. */
const LEAST_EACH = 3;

/** An arrival is given up when as many wait as arrive in this time, so that a pass ends soon after it. */
const QUEUE_SECONDS = 0.1;

/**
 * Probe: ever more clients on each route. At every number of them the same exchanges in all as fast as
 * they can (closed loop), and the same arrivals a second (open loop, Poisson). Connections that are
 * refused are counted; those that came through make the load.
 */
export const clients: Probe = async (request) => {
  const { load } = request.scenario;
  if (!load?.clients) throw new Error('Probe clients needs load.clients');
  const plan = load.clients;
  const subject = await openLoadArms(request);
  await thenClose(async () => {
    const points = loadsOf(request, plan).flatMap(({ count, load: each }) =>
      subject.arms.map(
        (arm): LoadPoint => ({
          ...{ arm, clients: count, poolSize: load.poolSize, levels: { clients: count } },
          ...{ bucketMs: BUCKET_MS, note: '', load: each },
        }),
      ),
    );
    await withClient(request.target.admin, async (observer) => {
      const room = await freeConnections(observer);
      const of = { request, probe: 'clients', subject, observer, room } as const;
      await runPasses(of, points, atExtent(request, load.passes));
    });
  }, subject.close);
};

/** The same for every number of clients, of whom each sends some at least. */
function loadsOf(
  request: ProbeRequest,
  plan: ClientsPlan,
): { count: number; load: LoadPoint['load'] }[] {
  const { ratePerSecond, closedCounts = plan.counts } = plan;
  const seconds = atExtent(request, plan.seconds);
  const seed = 1 + request.random.nextInt(1_000_000);
  const counts = countsWithinReach(request, atExtent(request, plan.counts));
  const wanted = atExtent(request, closedCounts);
  const most = clientsWithinReach();
  const closed = [...new Set(wanted.map((count) => Math.min(count, most)))];
  const exchanges = Math.max(
    atExtent(request, plan.exchanges),
    LEAST_EACH * Math.max(0, ...closed),
  );
  const open: LoadPoint['load'] = {
    loop: 'open',
    arrivals: { process: 'poisson', phases: [{ seconds, ratePerSecond }], seed },
    queueLimit: Math.ceil(ratePerSecond * QUEUE_SECONDS),
  };
  return [
    ...closed.map((count) => ({ count, load: { loop: 'closed', exchanges, seconds } as const })),
    ...counts.map((count) => ({ count, load: open })),
  ];
}

/** The numbers of clients that this machine can hold; those beyond are replaced by the most it can. */
function countsWithinReach(request: ProbeRequest, wanted: readonly number[]): number[] {
  const most = clientsWithinReach();
  const beyond = wanted.filter((count) => count > most);
  if (beyond.length === 0) return [...wanted];
  skipLoad(
    request,
    `${beyond.join(', ')} clients: this process may open ${most} connections (ulimit -n); measured up to those`,
  );
  return [...new Set([...wanted.filter((count) => count <= most), most])];
}
