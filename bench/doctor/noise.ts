import { quantileOfSorted } from '../stats/quantiles.js';
import { readCpuTimes, stealPercent } from '../target/machine.js';
import type { Finding } from './finding.js';

const LOOK_MS = 2_000;
/** Work of about a tenth of a millisecond: as long as the shortest exchange. */
const STEPS = 100_000;

/**
 * How noisy the machine is, from running the same piece of work over and over for two seconds: the
 * spread of its time, which on a quiet machine is a few percent.
 */
export function measureNoise(): Finding {
  const before = readCpuTimes();
  const timesMs: number[] = [];
  const until = performance.now() + LOOK_MS;
  while (performance.now() < until) {
    const startedAt = performance.now();
    spin(STEPS);
    timesMs.push(performance.now() - startedAt);
  }
  timesMs.sort((a, b) => a - b);
  const median = quantileOfSorted(timesMs, 0.5);
  const spread = (quantileOfSorted(timesMs, 0.95) - median) / median;
  const after = readCpuTimes();
  const steal = before && after ? stealPercent(before, after) : null;
  const stolen = steal === null ? '' : `, ${steal.toFixed(1)}% of CPU time taken by other guests`;
  const detail = `the same work takes up to ${(100 * spread).toFixed(1)}% longer (95th percentile over the median of ${timesMs.length} runs)${stolen}`;
  const quiet = spread < 0.1 && (steal ?? 0) < 2;
  return quiet
    ? { subject: 'noise', status: 'ok', detail }
    : {
        subject: 'noise',
        status: 'limited',
        detail,
        remedy: 'Stop other work on this machine; intervals will be wider until then.',
      };
}

function spin(steps: number): number {
  let state = 1;
  for (let step = 0; step < steps; step++) state = (Math.imul(state, 48_271) + step) | 0;
  return state;
}
