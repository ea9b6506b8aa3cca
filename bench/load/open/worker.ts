import { performance } from 'node:perf_hooks';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { intendedStarts, scheduledMs } from './arrivals.js';
import { type LoopResult, runArrivals } from './arrive.js';
import { runClients } from './clients.js';
import type { LoadConnection } from './connection.js';
import { createDispatcher } from './dispatch.js';
import type { LogChunk } from './log.js';
import type { ToThread } from './messages.js';
import { type FromThread, sharedClockMs, type ThreadLoop, type ThreadRequest } from './messages.js';
import { openConnections } from './open-connections.js';
import { createTally } from './tally.js';
import { ownThreadId, readThreadCpuNs } from './thread-cpu.js';
import { warmUp } from './warm-up.js';

/** A load thread: opens its connections, warms them up, makes its part of the load, and hands over what it saw. */

if (parentPort) await serve(parentPort, workerData as ThreadRequest);

async function serve(port: MessagePort, request: ThreadRequest): Promise<void> {
  const tally = createTally();

  await answer(port, { say: 'loaded', threadId: ownThreadId() });
  const connections = await openConnections(request, tally);
  await warmUp(connections, request.openAtOnce);
  const begin = await answer(port, { say: 'connected', connected: connections.length });
  const atMs = begin.say === 'begin' ? begin.atMs : null;

  const cpuBefore = readThreadCpuNs();
  const { dispatcher, busyMs } = await runLoop(request.loop, connections, atMs);
  const cpuNs = readThreadCpuNs() - cpuBefore;

  const chunks = dispatcher.log.chunks();
  const record = {
    chunks,
    errors: dispatcher.errors.list(),
    connected: tally.mostOpen(),
    connectMs: tally.connectMs,
    connectErrors: tally.refused.list(),
    cpuNs: busyMs === null ? cpuNs : Math.min(cpuNs, busyMs * 1e6),
  };
  await answer(port, { say: 'ended', record });
  await Promise.all(connections.map((connection) => connection.close()));
  port.postMessage({ say: 'closed' } satisfies FromThread);
  port.close();
}

/** Says something and waits for what the main thread says next. */
function answer(port: MessagePort, message: FromThread): Promise<ToThread> {
  return new Promise((resolve) => {
    port.once('message', resolve);
    const transfer = message.say === 'ended' ? message.record.chunks.flatMap(buffersOf) : [];
    port.postMessage(message, transfer);
  });
}

function buffersOf(chunk: LogChunk): ArrayBuffer[] {
  return [chunk.intended, chunk.sent, chunk.ended, chunk.fate].map(({ buffer }) => buffer);
}

function runLoop(
  loop: ThreadLoop,
  connections: readonly LoadConnection[],
  atMs: number | null,
): Promise<LoopResult> {
  if (atMs === null) {
    const dispatcher = createDispatcher({ connections: [], queueLimit: 0, startAt: 0 });
    return Promise.resolve({ dispatcher, busyMs: null });
  }
  const startAt = performance.now() + (atMs - sharedClockMs());
  if (loop.kind === 'open') {
    return runArrivals({
      connections,
      nextStart: intendedStarts(loop.arrivals, loop.thread, loop.threads),
      queueLimit: loop.queueLimit,
      startAt,
      scheduledMs: scheduledMs(loop.arrivals),
    });
  }
  const { clients, exchanges, seconds } = loop;
  return new Promise((resolve) => {
    const waitMs = Math.max(0, startAt - performance.now());
    const options = { connections, clients, exchanges, seconds, startAt };
    setTimeout(() => resolve(runClients(options)), waitMs);
  });
}
