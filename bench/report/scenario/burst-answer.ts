import type { LoadPass } from '../../result/load-parts.js';
import { formatDuration, formatInteger, formatLatency, listWords } from '../format.js';
import { type BurstLine, burstLines } from './burst.js';
import {
  failedWords,
  isSinglePass,
  type LoadPoint,
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

/** What a burst does to each way, what was lost, and what a client does not see of it. */
export function burstAnswer(view: ScenarioView): Said[] {
  const lines = burstLines(view);
  if (lines.length === 0) return [];
  return [
    ...peaksSaid(lines),
    ...lossSaid(lines),
    ...correctionSaid(lines.filter(({ state }) => state !== 'failed')),
    ...missingPooler(view),
  ];
}

/** The highest and the lowest peak lead, with those that failed, which have none; the others follow. */
function peaksSaid(lines: readonly BurstLine[]): Said[] {
  const failed = lines.filter(({ state }) => state === 'failed');
  const peaks = lines
    .filter(({ state, bursts }) => state !== 'failed' && bursts.length > 0)
    .map((line) => ({ line, peak: peakOf(line) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => b.peak - a.peak)
    .map(({ line }) => line);
  const lost = failed.map((line) => `“${line.arm.title}”: ${failedWords(line.passes)}`);
  const [first, ...rest] = peaks;
  const last = rest.pop();
  if (first === undefined) {
    return failed.length === 0
      ? [{ text: 'No burst was found in what was offered.', firm: false }]
      : [
          {
            text: `No way to connect took what was offered. ${lost.join('; ')}.`,
            firm: !isSinglePass(failed),
          },
        ];
  }
  const lead = last === undefined ? [first] : [first, last];
  return [
    {
      text: `A burst takes p99 ${[...lead.map(peakWords), ...lost].join('; ')}.`,
      firm: !isSinglePass([...lead, ...failed]),
    },
    ...(rest.length === 0
      ? []
      : [
          {
            text: `Between them: ${rest.map(peakWords).join('; ')}.`,
            firm: !isSinglePass(rest),
          },
        ]),
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
function lossSaid(lines: readonly BurstLine[]): Said[] {
  const trouble = lines.flatMap((line) => {
    // What failed is said where its peak would be.
    const isFailed = line.state === 'failed';
    const lost = lostWords(line, ['dropped', 'late']);
    const isBehind = !isFailed && !line.passes.every(reachedRate);
    const said = [...(isBehind ? [rateWords(line.passes)] : []), ...(lost === '' ? [] : [lost])];
    const text = `“${line.arm.title}”: ${said.join('; ')}.`;
    return said.length === 0 ? [] : [{ text, firm: !isSinglePass([line]) }];
  });
  return trouble.length > 0 || lines.some(({ state }) => state === 'failed')
    ? trouble
    : [
        {
          text: 'Every rate was reached; nothing failed, was dropped or sent late.',
          firm: !isSinglePass(lines),
        },
      ];
}

/** "recovered after 0.4 s (0.3 s to 0.5 s)", of the burst that took longest; empty without bursts. */
export function recoveryWords(recovery: readonly (Spread | null)[]): string {
  if (recovery.length === 0) return '';
  if (recovery.some((one) => one === null))
    return 'not seen to recover before the next burst or the end';
  const slowest = [...recovery].sort((a, b) => (b?.value ?? 0) - (a?.value ?? 0))[0] ?? null;
  if (slowest?.high === 0) return 'recovered at once';
  return `recovered after ${spreadWords(slowest, secondsWords)}`;
}

/** Milliseconds as "0.4 s". */
export function secondsWords(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)}\u00a0s` : formatDuration(ms / 1000);
}

const LOST = { failed: 'failed', dropped: 'dropped', late: 'sent late' } as const;

/** "12 failed, 40 dropped and 3 sent late of 3,000", of what is asked for; empty where nothing was. */
export function lostWords(
  { passes }: Pick<LoadPoint, 'passes'>,
  which: readonly (keyof typeof LOST)[] = ['failed', 'dropped', 'late'],
): string {
  const sum = (of: (pass: LoadPass) => number) => passes.reduce((all, pass) => all + of(pass), 0);
  const said = which.flatMap((each) => {
    const n = sum((pass) => pass[each]);
    return n === 0 ? [] : [`${formatInteger(n)} ${LOST[each]}`];
  });
  return said.length === 0
    ? ''
    : `${listWords(said)} of ${formatInteger(sum(({ intended }) => intended))}`;
}

/** How much of a burst a client that measures from its own sending does not see. */
function correctionSaid(lines: readonly BurstLine[]): Said[] {
  const pairs = lines.flatMap((line) => {
    const corrected = spreadAt(line, ({ corrected }) => corrected?.p99Ns);
    const uncorrected = spreadAt(line, ({ uncorrected }) => uncorrected?.p99Ns);
    return corrected === null || uncorrected === null
      ? []
      : [{ line, title: line.arm.title, corrected, uncorrected }];
  });
  const [worst] = pairs.sort(
    (a, b) => b.corrected.value / b.uncorrected.value - a.corrected.value / a.uncorrected.value,
  );
  if (worst === undefined) return [];
  const text = `Measured from when a request was meant to start, p99 of “${worst.title}” is ${formatLatency(worst.corrected.value)}; from when it was sent only ${formatLatency(worst.uncorrected.value)}, which leaves out the wait for a connection.`;
  return worst.corrected.value < worst.uncorrected.value * 1.05
    ? []
    : [{ text, firm: !isSinglePass([worst.line]) }];
}
