import type { LoadBucket, LoadPass } from '../../result/load-parts.js';
import { spreadOf } from './load-points.js';

/** From and to, in ms from the start of a pass. */
export interface Burst {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Where the bursts were, by the arrivals that were intended, summed over the passes: the slices nearer
 * to the high rate than to the low one. None where the rates are less than three times apart.
 */
export function burstsOf(passes: readonly Pick<LoadPass, 'timeline'>[]): Burst[] {
  const starts = timesOf(passes);
  const sums = starts.map((atMs) =>
    passes.reduce(
      (sum, { timeline }) => sum + (timeline.find((one) => one.atMs === atMs)?.intended ?? 0),
      0,
    ),
  );
  const width = widthOf(starts);
  let bound = (Math.min(...sums) + Math.max(...sums)) / 2;
  let [low, high] = [0, 0];
  for (let round = 0; round < 8; round += 1) {
    low = mean(sums.filter((sum) => sum <= bound));
    high = mean(sums.filter((sum) => sum > bound));
    bound = (low + high) / 2;
  }
  if (!(high > 3 * low)) return [];
  const bursts: Burst[] = [];
  for (const [i, atMs] of starts.entries()) {
    if ((sums[i] ?? 0) <= bound) continue;
    const last = bursts.at(-1);
    // A single slice that Poisson arrivals left thin does not end a burst.
    const goesOn = last !== undefined && atMs - last.toMs <= width;
    if (goesOn) bursts.pop();
    bursts.push({ fromMs: goesOn ? last.fromMs : atMs, toMs: atMs + width });
  }
  return bursts;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** When the slices of passes start, first to last. */
export function timesOf(passes: readonly { readonly timeline: readonly LoadBucket[] }[]): number[] {
  const all = passes.flatMap(({ timeline }) => timeline.map(({ atMs }) => atMs));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** How wide slices are that start so. */
export function widthOf(starts: readonly number[]): number {
  const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
  return gaps.length === 0 ? 0 : Math.min(...gaps);
}

/** A p99 is of calm again at this many times the median one of the calm before the bursts. */
const RECOVERED_TIMES = 2;
/** Slices are judged by so much time together, ... */
const WINDOW_MS = 300;
/** ... and by at least so many, so that one of few arrivals does not decide. */
const WINDOW_SLICES = 3;

/**
 * From the end of a burst to the first slice from which on, until the next burst, every window of
 * 300 ms is calm: nothing in it failed or was dropped, and the median of its slices' p99 is at most
 * twice the median, or the largest, of such windows before the first burst. A slice of some ten
 * arrivals has its slowest for a p99, so one alone decides nothing; the first after a slow window is
 * calm by itself. Slices belong to the arrivals that were intended in them, and those without any are
 * left out. Null where calm does not come.
 */
export function recoveryOf(
  timeline: readonly LoadBucket[],
  bursts: readonly Burst[],
  burst: Burst,
  nextMs = Number.POSITIVE_INFINITY,
): number | null {
  const size = windowSize(timesOf([{ timeline }]));
  const first = bursts[0]?.fromMs ?? 0;
  const before = timeline.filter(({ atMs, intended }) => atMs < first && intended > 0);
  const calm = spreadOf(windowsOf(before, size).map(p99Of));
  const after = timeline.filter(
    ({ atMs, intended }) => atMs >= burst.toMs && atMs < nextMs && intended > 0,
  );
  const [start] = after;
  if (calm === null || start === undefined) return null;
  const most = Math.max(calm.value * RECOVERED_TIMES, calm.high);
  const isSlow = (slices: readonly LoadBucket[]) =>
    slices.some(({ failed, dropped }) => failed > 0 || dropped > 0) || (p99Of(slices) ?? 0) > most;
  const windows = windowsOf(after, size);
  const lastSlow = windows.findLastIndex(isSlow);
  if (lastSlow === windows.length - 1) return null;
  const recovered = after.slice(lastSlow + 1).find((slice) => !isSlow([slice]));
  return recovered === undefined ? null : recovered.atMs - burst.toMs;
}

function windowSize(starts: readonly number[]): number {
  const width = widthOf(starts);
  return width > 0 ? Math.max(WINDOW_SLICES, Math.round(WINDOW_MS / width)) : WINDOW_SLICES;
}

/** Every so many slices that follow each other; all of them where they are fewer. */
function windowsOf(slices: readonly LoadBucket[], size: number): (readonly LoadBucket[])[] {
  if (slices.length === 0) return [];
  const last = Math.max(0, slices.length - size);
  return Array.from({ length: last + 1 }, (_, i) => slices.slice(i, i + size));
}

/** The median of the slices' p99. */
function p99Of(slices: readonly LoadBucket[]): number | null {
  return spreadOf(slices.map(({ p99Ns }) => p99Ns))?.value ?? null;
}
