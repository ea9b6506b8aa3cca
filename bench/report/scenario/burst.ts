import type { LoadBucket, LoadPass } from '../../result/load-parts.js';
import { formatDuration, formatInteger, formatLatency, listWords } from '../format.js';
import {
  isSinglePass,
  type LoadPoint,
  pointsOf,
  rateWords,
  reachedRate,
  type Spread,
  spreadAt,
  spreadOf,
} from './load-points.js';
import { missingPooler } from './missing-pooler.js';
import type { Said } from './said.js';
import { spreadWords } from './spread-words.js';
import type { ScenarioView } from './view.js';

/** From and to, in ms from the start of a pass. */
export interface Burst {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One slice of a pass, over all passes of an arm. */
export interface Slice {
  readonly atMs: number;
  readonly intendedPerSecond: number | null;
  readonly p99Ns: Spread | null;
  readonly uncorrectedP99Ns: Spread | null;
  /** Clients that waited for PgBouncer, where there is one; else for a connection of the application's own. */
  readonly waiting: Spread | null;
}

/** An arm's passes with their bursts. */
export interface BurstLine extends LoadPoint {
  readonly slices: readonly Slice[];
  readonly bursts: readonly Burst[];
  /** Recovery after each burst, in order; null where most passes did not recover in time. */
  readonly recoveryMs: readonly (Spread | null)[];
}

export function burstLines(view: ScenarioView): BurstLine[] {
  return pointsOf(view, 'burst', () => '').map((point) => {
    const bursts = burstsOf(point.passes);
    return {
      ...point,
      bursts,
      slices: slicesOf(point.passes),
      recoveryMs: bursts.map((burst, i) => {
        const each = point.passes.map((pass) =>
          recoveryOf(pass.timeline, bursts, burst, bursts[i + 1]?.fromMs),
        );
        const known = each.filter((ms) => ms !== null);
        return known.length * 2 > each.length ? spreadOf(known) : null;
      }),
    };
  });
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

function timesOf(passes: readonly Pick<LoadPass, 'timeline'>[]): number[] {
  const all = passes.flatMap(({ timeline }) => timeline.map(({ atMs }) => atMs));
  return [...new Set(all)].sort((a, b) => a - b);
}

function widthOf(starts: readonly number[]): number {
  const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
  return gaps.length === 0 ? 0 : Math.min(...gaps);
}

/** Recovered: the p99 of a slice is at most so many times that of the calm before the bursts. */
const RECOVERED_TIMES = 2;

/**
 * From the end of a burst to the first slice after which, until the next burst, no slice fails, drops
 * or has a p99 above both twice the median one and the largest of the calm before the first burst;
 * slices belong to the arrivals that were intended in them. Null where that does not come.
 */
export function recoveryOf(
  timeline: readonly LoadBucket[],
  bursts: readonly Burst[],
  burst: Burst,
  nextMs = Number.POSITIVE_INFINITY,
): number | null {
  const first = bursts[0]?.fromMs ?? 0;
  const calm = spreadOf(timeline.filter(({ atMs }) => atMs < first).map(({ p99Ns }) => p99Ns));
  const after = timeline.filter(
    ({ atMs, intended }) => atMs >= burst.toMs && atMs < nextMs && intended > 0,
  );
  const [start] = after;
  if (calm === null || start === undefined) return null;
  const most = Math.max(calm.value * RECOVERED_TIMES, calm.high);
  const slow = ({ p99Ns, failed, dropped }: LoadBucket) =>
    failed > 0 || dropped > 0 || (p99Ns !== null && p99Ns > most);
  const lastSlow = after.findLastIndex(slow);
  if (lastSlow === after.length - 1) return null;
  return (after[lastSlow + 1]?.atMs ?? start.atMs) - burst.toMs;
}

function slicesOf(passes: readonly LoadPass[]): Slice[] {
  const starts = timesOf(passes);
  const width = widthOf(starts);
  return starts.map((atMs) => {
    const of = (figure: (bucket: LoadBucket) => number | null) =>
      spreadOf(
        passes.flatMap(({ timeline }) =>
          timeline.filter((bucket) => bucket.atMs === atMs).map(figure),
        ),
      );
    const intended = of((bucket) => bucket.intended);
    const pooled = passes.map(({ pooler }) => waitingIn(pooler, atMs, width));
    return {
      atMs,
      intendedPerSecond: intended && width > 0 ? (intended.value * 1000) / width : null,
      p99Ns: of(({ p99Ns }) => p99Ns),
      uncorrectedP99Ns: of(({ uncorrectedP99Ns }) => uncorrectedP99Ns),
      waiting: passes.some(({ pooler }) => pooler !== null)
        ? spreadOf(pooled)
        : of(({ queued }) => queued),
    };
  });
}

/** Most clients that waited in a slice; null where the pooler was not looked at in it. */
function waitingIn(pooler: LoadPass['pooler'], atMs: number, width: number): number | null {
  const here = (pooler?.samples ?? []).filter(
    (sample) => sample.atMs >= atMs && sample.atMs < atMs + width,
  );
  return here.length === 0 ? null : Math.max(...here.map(({ clientsWaiting }) => clientsWaiting));
}

/** What a burst does to each way, what was lost, and what a client does not see of it. */
export function burstAnswer(view: ScenarioView): Said[] {
  const lines = burstLines(view);
  if (lines.length === 0) return [];
  const firm = !isSinglePass(lines);
  const found = lines.filter(({ bursts }) => bursts.length > 0);
  return [
    ...peaksSaid(found, firm),
    ...lossSaid(lines, firm),
    ...correctionSaid(lines, firm),
    ...missingPooler(view),
  ];
}

/** The highest and the lowest peak lead; the others follow. */
function peaksSaid(found: readonly BurstLine[], firm: boolean): Said[] {
  const peaks = found
    .map((line) => ({ line, peak: peakOf(line) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => b.peak - a.peak)
    .map(({ line }) => peakWords(line));
  const [first, ...rest] = peaks;
  const last = rest.pop();
  if (first === undefined) {
    return [{ text: 'No burst was found in what was offered.', firm: false }];
  }
  const lead = last === undefined ? first : `${first}; ${last}`;
  return [
    { text: `A burst takes p99 ${lead}.`, firm },
    ...(rest.length === 0 ? [] : [{ text: `Between them: ${rest.join('; ')}.`, firm }]),
  ];
}

/** p99 of the worst slice from the first burst on; null where none succeeded. */
function peakOf({ slices, bursts }: BurstLine): number | null {
  const first = bursts[0]?.fromMs ?? 0;
  const known = slices.flatMap(({ atMs, p99Ns }) =>
    atMs < first || p99Ns === null ? [] : [p99Ns.value],
  );
  return known.length === 0 ? null : Math.max(...known);
}

/** "from 1.2 ms to 50 ms with “Direct”, recovered after 0.3 s": against the calm before the first burst. */
function peakWords(line: BurstLine): string {
  const { slices, bursts, arm, recoveryMs } = line;
  const first = bursts[0]?.fromMs ?? 0;
  const calm = spreadOf(slices.filter(({ atMs }) => atMs < first).map(({ p99Ns }) => p99Ns?.value));
  const peak = peakOf(line);
  const from = calm === null ? '' : `from ${formatLatency(calm.value)} `;
  const to = peak === null ? 'to nothing: no request succeeded' : `to ${formatLatency(peak)}`;
  return `${from}${to} with “${arm.title}”, ${recoveryWords(recoveryMs)}`;
}

/** Which rates were reached, and what was lost. */
function lossSaid(lines: readonly BurstLine[], firm: boolean): Said[] {
  const trouble = lines.flatMap((line) => {
    const lost = lostWords(line);
    const isReached = line.passes.every(reachedRate);
    const said = [...(isReached ? [] : [rateWords(line.passes)]), ...(lost === '' ? [] : [lost])];
    return said.length === 0 ? [] : [`“${line.arm.title}”: ${said.join('; ')}`];
  });
  return trouble.length === 0
    ? [{ text: 'Every rate was reached; nothing failed, was dropped or sent late.', firm }]
    : trouble.map((text) => ({ text: `${text}.`, firm }));
}

/** "recovered after 0.4 s (0.3 s to 0.5 s)", of the burst that took longest; empty without bursts. */
export function recoveryWords(recovery: readonly (Spread | null)[]): string {
  if (recovery.length === 0) return '';
  if (recovery.some((one) => one === null)) return 'not recovered before the next burst or the end';
  const slowest = [...recovery].sort((a, b) => (b?.value ?? 0) - (a?.value ?? 0))[0] ?? null;
  if (slowest?.high === 0) return 'recovered at once';
  return `recovered after ${spreadWords(slowest, secondsWords)}`;
}

/** Milliseconds as "0.4 s". */
export function secondsWords(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)}\u00a0s` : formatDuration(ms / 1000);
}

/** "12 failed, 40 dropped, 3 late"; empty where nothing was. */
export function lostWords({ passes }: Pick<LoadPoint, 'passes'>): string {
  const sum = (of: (pass: LoadPass) => number) => passes.reduce((all, pass) => all + of(pass), 0);
  const parts = [
    [sum(({ failed }) => failed), 'failed'],
    [sum(({ dropped }) => dropped), 'dropped'],
    [sum(({ late }) => late), 'sent late'],
  ] as const;
  const said = parts.flatMap(([n, word]) => (n === 0 ? [] : [`${formatInteger(n)} ${word}`]));
  return said.length === 0
    ? ''
    : `${listWords(said)} of ${formatInteger(sum(({ intended }) => intended))}`;
}

/** How much of a burst a client that measures from its own sending does not see. */
function correctionSaid(lines: readonly BurstLine[], firm: boolean): Said[] {
  const pairs = lines.flatMap((line) => {
    const corrected = spreadAt(line, ({ corrected }) => corrected?.p99Ns);
    const uncorrected = spreadAt(line, ({ uncorrected }) => uncorrected?.p99Ns);
    return corrected === null || uncorrected === null
      ? []
      : [{ title: line.arm.title, corrected, uncorrected }];
  });
  const [worst] = pairs.sort(
    (a, b) => b.corrected.value / b.uncorrected.value - a.corrected.value / a.uncorrected.value,
  );
  if (worst === undefined) return [];
  const text = `Measured from when a request was meant to start, p99 of “${worst.title}” is ${formatLatency(worst.corrected.value)}; from when it was sent only ${formatLatency(worst.uncorrected.value)}, which leaves out the wait for a connection.`;
  return worst.corrected.value < worst.uncorrected.value * 1.05 ? [] : [{ text, firm }];
}
