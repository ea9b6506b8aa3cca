import { shuffle } from '../load/random.js';
import type { LoadPass } from '../result/load-parts.js';
import { isServerAlive, serverGone } from '../run/server-trouble.js';
import type { LoadPoint } from './point.js';
import { type PassRequest, runPass } from './run-pass.js';

/**
 * Makes so many passes of every point and records each as soon as it is made. A pass is made of all
 * points, in random order, before the next is begun: a drift of the machine meets all of them alike,
 * and what an interrupt leaves is of whole passes but the last. Each point is opened anew every time.
 *
 * @returns the passes that were made
 * @throws {EnvironmentError} when the server no longer answers; what else fails is in the record
 */
export async function runPasses(
  of: PassRequest,
  points: readonly LoadPoint[],
  passes: number,
): Promise<LoadPass[]> {
  const { request, probe } = of;
  const made: LoadPass[] = [];
  for (let pass = 0; pass < passes; pass++) {
    for (const [index, point] of shuffle([...points], request.random).entries()) {
      if (request.signal.aborted) return made;
      const at = `pass ${pass + 1} of ${passes}, ${index + 1} of ${points.length}`;
      request.onDoing(`${at}: ${point.arm.arm.title}, ${levelWords(point)}`);
      const record = await runPass(of, point, pass);
      if (!record) return made;
      if (record.completed === 0 && !(await isServerAlive(request.target.admin))) {
        throw serverGone(`measuring ${probe}`, record.errors[0]?.message ?? 'no answer');
      }
      request.onLoad(record);
      made.push(record);
    }
  }
  return made;
}

function levelWords({ levels, load }: LoadPoint): string {
  const words = Object.entries(levels).map(([name, level]) => `${name} ${level}`);
  return [...words, `${load.loop} loop`].join(', ');
}
