import { type LoadArm, type LoadSubject, openLoadArms } from '../pass/load-arm.js';
import { runPasses } from '../pass/passes.js';
import type { LoadPoint } from '../pass/point.js';
import { type PassRequest, runPass } from '../pass/run-pass.js';
import type { LoadPass } from '../result/load-parts.js';
import type { BurstPlan, LoadPlan } from '../scenario/scenario.js';
import { withClient } from '../target/connect.js';
import { freeConnections } from '../target/free-connections.js';
import { thenClose } from '../then-close.js';
import { type BurstPhases, burstPhases } from './burst-phases.js';
import { atExtent, skipLoad } from './load-extent.js';
import type { Probe, ProbeRequest } from './probe.js';

/** Slices of the timeline. */
const BUCKET_MS = 100;

/** The closed loop that tells what a route can take. */
const CAPACITY_SECONDS = { telling: 0.15, quick: 0.4, all: 3 };

/** An arrival is given up when a second and a half of the burst's arrivals wait before it. */
const QUEUE_SECONDS = 1.5;

/**
 * Probe: a baseline rate with bursts, Poisson arrivals, the same on every route. The baseline is a share
 * of what the slowest route took in a closed loop right before, so that all of them keep up with it.
 */
export const burst: Probe = async (request) => {
  const { load } = request.scenario;
  if (!load?.burst) throw new Error('Probe burst needs load.burst');
  const plan = load.burst;
  const subject = await openLoadArms(request);
  await thenClose(
    () =>
      withClient(request.target.admin, async (observer) => {
        const room = await freeConnections(observer);
        const of = { request, probe: 'burst', subject, observer, room } as const;
        const { slowest, failed } = await slowestRoute(of, load, plan);
        if (request.signal.aborted) return;
        if (!slowest) {
          // As what they are: passes that failed, each with its reason.
          for (const pass of failed) request.onLoad(pass);
          skipLoad(
            request,
            'burst: no route made its exchanges in a closed loop without a failure',
          );
          return;
        }
        const phases = burstPhases(plan, request.profile.cells, slowest.perSecond);
        const points = pointsOf(request, subject, load, plan, phases, slowest);
        await runPasses(of, points, atExtent(request, load.passes));
      }),
    subject.close,
  );
};

interface Capacity {
  readonly arm: LoadArm;
  readonly perSecond: number;
}

/** What each route takes in a short closed loop; the slowest of those that take anything. */
async function slowestRoute(
  of: PassRequest,
  load: LoadPlan,
  { clients }: BurstPlan,
): Promise<{ slowest: Capacity | undefined; failed: readonly LoadPass[] }> {
  const seconds = atExtent(of.request, CAPACITY_SECONDS);
  const capacities: Capacity[] = [];
  const failed: LoadPass[] = [];
  for (const arm of of.subject.arms) {
    of.request.onDoing(`what ${arm.arm.title} can take`);
    const point: LoadPoint = {
      ...{ arm, clients, poolSize: load.poolSize, levels: {}, bucketMs: BUCKET_MS, note: '' },
      load: { loop: 'closed', exchanges: Number.MAX_SAFE_INTEGER, seconds },
    };
    const pass = await runPass(of, point, 0);
    // What succeeded beside failures is no measure of what a route can take.
    const isSound = pass && pass.completed > 0 && pass.failed === 0;
    if (isSound) capacities.push({ arm, perSecond: pass.reachedPerSecond });
    else if (pass) failed.push(pass);
  }
  const [slowest] = capacities.sort((a, b) => a.perSecond - b.perSecond);
  return { slowest, failed };
}

function pointsOf(
  request: ProbeRequest,
  { arms }: LoadSubject,
  { poolSize }: LoadPlan,
  { clients, factor, baselineShare }: BurstPlan,
  { phases, baselinePerSecond }: BurstPhases,
  slowest: Capacity,
): LoadPoint[] {
  const burstPerSecond = baselinePerSecond * factor;
  const seed = 1 + request.random.nextInt(1_000_000);
  const note = `The baseline is ${Math.round(baselineShare * 100)}% of the ${Math.round(slowest.perSecond)} exchanges a second that ${slowest.arm.arm.title}, the slowest route, made in a closed loop; a burst is ${factor} times the baseline.`;
  return arms.map((arm) => ({
    ...{ arm, clients, poolSize, bucketMs: BUCKET_MS, note },
    levels: { baselinePerSecond, burstPerSecond },
    load: {
      loop: 'open',
      arrivals: { process: 'poisson', phases, seed },
      queueLimit: Math.ceil(burstPerSecond * QUEUE_SECONDS),
    },
  }));
}
