import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { EnvironmentError, inOneLine, UserFacingError } from '../errors.js';
import type { ClosedLoopRequest, LoadOutcome, LoadRequest } from '../load/load.js';
import { runClosedLoad, runOpenLoop } from '../load/open/run.js';
import type { Pooler } from '../pooler/pooler.js';
import { nameOfPooler, poolerErrorOf } from '../pooler/trouble.js';
import type { ProbeRequest } from '../probe/probe.js';
import type { LoadPass } from '../result/load-parts.js';
import { inPoolerWords } from '../run/pooled-failure.js';
import { failureOfOpening } from '../run/server-trouble.js';
import { freeConnections } from '../target/free-connections.js';
import { watchBackends } from './backends.js';
import { threadsFor } from './client-limit.js';
import { type ClientConnections, connectionsOf } from './connections.js';
import { type LoadSubject, warmUpOf } from './load-arm.js';
import { openPassPooler } from './pass-pooler.js';
import { failedPass, type PassSubject, passRecord } from './pass-record.js';
import { type LoadPoint, secondsOf } from './point.js';
import { watchPooler } from './pooler-watch.js';

export interface PassRequest {
  readonly request: ProbeRequest;
  readonly probe: LoadPass['probe'];
  readonly subject: LoadSubject;
  /** The admin's connection that watches the server. */
  readonly observer: Client;
  /** Connections that were free before the first pass. */
  readonly room: number;
}

/** As under rounds: a session's first response and every 20th after it is decoded and compared. */
const DECODE_EVERY = 20;

/** A load that hangs is given up this long after it should have ended: engines wait 45 s by themselves. */
const GRACE_SECONDS = 60;

/**
 * One pass of a point: opens its pooler, if it has one, connects, loads, closes. A pass that can't be
 * made is a record too, with its reason.
 *
 * @returns undefined where the run was interrupted: half a pass is none
 */
export async function runPass(
  of: PassRequest,
  point: LoadPoint,
  pass: number,
): Promise<LoadPass | undefined> {
  const { request, subject, probe, room } = of;
  const startedAt = new Date();
  const connections = connectionsOf(point, room);
  const scenario = request.scenario.name;
  let identity: PassSubject = { scenario, probe, subject, point, pass, connections };
  let pooler: Pooler | undefined;
  await untilRoom(of);
  try {
    if (connections.pooler) {
      const opened = await openPassPooler(request, point, connections.pooler);
      pooler = opened.pooler;
      const note = opened.note || connections.note;
      identity = { ...identity, connections: { ...connections, note } };
    }
    const record = await loadOnce(of, identity, pooler);
    return request.signal.aborted ? undefined : record;
  } catch (error) {
    if (request.signal.aborted) return undefined;
    const isTheirs = error instanceof UserFacingError || failureOfOpening(error) !== undefined;
    if (!isTheirs) throw error;
    const told = pooler ? poolerErrorOf(error, nameOfPooler(pooler)) : error;
    return failedPass(identity, inOneLine(told), startedAt);
  } finally {
    await pooler?.close().catch(() => undefined);
  }
}

/** Backends of the pass before are gone a moment after their connections. */
const ROOM_AGAIN_MS = 2_000;

async function untilRoom({ observer, room }: PassRequest): Promise<void> {
  const until = performance.now() + ROOM_AGAIN_MS;
  while ((await freeConnections(observer)) < room && performance.now() < until) await sleep(10);
}

async function loadOnce(
  { request, observer }: PassRequest,
  identity: PassSubject,
  pooler: Pooler | undefined,
): Promise<LoadPass> {
  const { point, connections } = identity;
  const { target, signal } = request;
  const watch = watchBackends({
    ...{ observer, pooler, perRequest: connections.perRequest },
    isLocal: target.measuresServerCpu,
  });
  const poolerUse = pooler && watchPooler(pooler);
  const { arm } = point;
  const deadline = AbortSignal.timeout((secondsOf(point.load) * 2 + GRACE_SECONDS) * 1000);
  try {
    const outcome = await runLoad(point, connections.sharedBy, {
      connections: [
        {
          count: connections.count,
          settings: pooler ? pooler.through(arm.login) : arm.login,
          client: arm.arm.client,
          work: arm.work,
          ...(connections.perRequest && { perRequest: true }),
          ...(arm.arm.statement !== undefined && { statement: arm.arm.statement }),
          ...(keepsServerConnections(connections) && { warmUp: warmUpOf(arm) }),
        },
      ],
      threads: threadsFor(point.load),
      bucketMs: point.bucketMs,
      decodeEvery: DECODE_EVERY,
      signal: AbortSignal.any([signal, deadline]),
      onReady: async () => {
        await watch.begin();
        poolerUse?.begin();
      },
      onEnd: async () => {
        poolerUse?.end();
        await watch.end();
      },
    });
    const inWords = (errors: LoadOutcome['errors']) =>
      errors.map((each) => inPoolerWords(each, pooler));
    const errors = inWords(outcome.errors);
    const connectErrors = inWords(outcome.connectErrors);
    return passRecord(
      identity,
      { ...outcome, errors, connectErrors },
      {
        backends: await watch.close(),
        pooler: (await poolerUse?.close(new Date(outcome.startedAt))) ?? null,
      },
    );
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    const message = `The load did not end ${GRACE_SECONDS} s after it should have.`;
    throw new EnvironmentError(message, 'Look at the logs of the server and the pooler.');
  } finally {
    await Promise.allSettled([watch.close(), poolerUse?.close(new Date())]);
  }
}

/** Each client has one: those of a transaction pool are warmed before, and an exchange's own is always cold. */
function keepsServerConnections({ perRequest, pooler }: ClientConnections): boolean {
  return !perRequest && pooler?.poolMode !== 'transaction';
}

function runLoad(
  { load }: LoadPoint,
  clients: number | undefined,
  request: LoadRequest,
): Promise<LoadOutcome> {
  if (load.loop === 'open') {
    return runOpenLoop({ ...request, arrivals: load.arrivals, queueLimit: load.queueLimit });
  }
  const { exchanges, seconds } = load;
  const closed: ClosedLoopRequest = { ...request, exchanges, seconds };
  return runClosedLoad(clients === undefined ? closed : { ...closed, clients });
}
