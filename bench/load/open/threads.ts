import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../package-root.js';
import { throwIfInterrupted, untilInterrupted } from '../../run/interrupt.js';
import { leaveCoreTo } from '../../target/placement.js';
import type { LoadOutcome, LoadRequest } from '../load.js';
import { type FromThread, sharedClockMs, type ThreadLoop, type ToThread } from './messages.js';
import { outcomeOf } from './outcome.js';
import { split } from './split.js';

/** All threads hear of the start, and of the load on their core, before it comes. */
const LEAD_MS = 50;

/**
 * Connecting leaves garbage, for which the young generation would grow to 48 MB: more than all clients
 * take. A load itself makes little: 1,000 clients cost no more CPU with 6 MB.
 */
const YOUNG_GENERATION_MB = 6;

/**
 * An open loop sends nothing while its garbage is collected, so that is to be rare: it begins with
 * room for some seconds' worth.
 */
const OPEN_YOUNG_GENERATION_MB = 48;
const OPEN_SEMI_SPACE_MB = 16;

/** What makes a load an open or a closed one. */
export interface LoadShape {
  readonly loop: 'open' | 'closed';
  /** How long arrivals come; 0 where that is not said beforehand. */
  readonly scheduledMs: number;
  readonly loopOf: (thread: number, threads: number) => ThreadLoop;
}

/**
 * Makes a load in threads of its own; this thread only puts together what they saw.
 *
 * @throws {InterruptedError} when aborted; connections are then cut
 */
export async function runThreads(
  request: LoadRequest,
  { loop, scheduledMs, loopOf }: LoadShape,
): Promise<LoadOutcome> {
  const { bucketMs, signal } = request;
  throwIfInterrupted(signal);
  if (loop === 'open') v8.setFlagsFromString(`--min-semi-space-size=${OPEN_SEMI_SPACE_MB}`);
  const workers = split(request, loopOf).map(
    (workerData) =>
      new Worker(workerFile(), {
        ...{ workerData, execArgv: [], env: process.env },
        resourceLimits: {
          maxYoungGenerationSizeMb:
            loop === 'open' ? OPEN_YOUNG_GENERATION_MB : YOUNG_GENERATION_MB,
        },
      }),
  );

  /** Says something to all threads, and waits until each has answered. */
  function ask(message?: ToThread): Promise<FromThread[]> {
    const answers = Promise.all(workers.map((worker) => answerOf(worker)));
    if (message) for (const worker of workers) worker.postMessage(message);
    return untilInterrupted(answers, signal);
  }

  let bringBack = async () => {};
  try {
    const loaded = await ask();
    const ids = loaded.flatMap((each) =>
      each.say === 'loaded' ? [each.threadId ?? []].flat() : [],
    );
    if (loop === 'open') bringBack = await leaveCoreTo(ids);
    const bytesBefore = process.memoryUsage.rss();
    const connected = await ask({ say: 'connect' });
    const anyConnected = connected.some((each) => each.say === 'connected' && each.connected > 0);
    await untilInterrupted(Promise.resolve(request.onReady?.()), signal);
    const startedAt = new Date(Date.now() + LEAD_MS);
    const atMs = anyConnected ? sharedClockMs() + LEAD_MS : null;
    const ended = await ask({ say: 'begin', atMs });
    const clientBytes = Math.max(0, process.memoryUsage.rss() - bytesBefore);
    await untilInterrupted(Promise.resolve(request.onEnd?.()), signal);
    await ask({ say: 'close' });
    const records = ended.flatMap((each) => (each.say === 'ended' ? [each.record] : []));
    return outcomeOf(records, {
      ...{ loop, bucketMs, startedAt, clientBytes },
      scheduledMs: anyConnected ? scheduledMs : 0,
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
    await bringBack();
  }
}

/** The next thing a thread says. A thread that ends without a word was a bug of ours. */
function answerOf(worker: Worker): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number) => reject(new Error(`A load thread ended with code ${code}`));
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve(message);
    });
  });
}

/** The compiled worker: Node starts no thread from TypeScript, so beside sources it is that of dist. */
function workerFile(): string {
  const compiled = !import.meta.url.endsWith('.ts');
  return compiled
    ? fileURLToPath(new URL('./worker.js', import.meta.url))
    : join(packageRoot(), 'dist', 'bench', 'load', 'open', 'worker.js');
}
