import type { GateResult, GateTiming } from '../../gate/gate-result.js';
import { count, formatEffect } from '../format.js';
import type { TrustFigure } from '../trust.js';

/** What a reader needs to know before believing a gate, the same on the page and in the terminal. */
export function gateTrust(result: GateResult): TrustFigure[] {
  const { timings, environment } = result;
  const figures: TrustFigure[] = [identicalFigure(result)];
  if (timings.length > 0) {
    figures.push(
      spreadFigure('Noise floor', timings, ({ noiseFloor }) => noiseFloor, 'the noisiest'),
      spreadFigure(
        'Smallest change it would see',
        timings,
        ({ minimumDetectableEffect }) => minimumDetectableEffect,
        'the bluntest',
      ),
      blocksFigure(timings),
    );
  }
  const confirmed = timings.flatMap(({ confirmation }) => confirmation ?? []);
  if (confirmed.length > 0) {
    figures.push({
      label: 'Failures seen again',
      value: `${confirmed.filter(({ held }) => held).length} of ${confirmed.length}`,
      note: 'measured once more on fresh connections; one that is not seen again does not fail',
      alarm: false,
    });
  }
  const { before, cores } = environment;
  if (timings.length > 0 && before.loadAverage1m > cores) {
    figures.push({
      label: 'Machine load before',
      value: `${before.loadAverage1m.toFixed(1)} on ${count(cores, 'core')}`,
      note: 'others were using this machine: intervals are wider than they need to be',
      alarm: true,
    });
  }
  return figures;
}

function identicalFigure({ status, trust, gate, timings }: GateResult): TrustFigure {
  const label = 'Identical arms (A/A)';
  if (!trust.timed || timings.length === 0) {
    const note =
      gate.base.kind === 'baseline'
        ? 'times are never compared with a baseline'
        : gate.tier === 1
          ? 'only exact checks were asked for, and they need no clock'
          : trust.timed
            ? 'no operation could be timed'
            : 'exact checks had decided before any timing';
    return { label, value: 'not timed', note, alarm: false };
  }
  const note = 'two clones of base, timed as base and head are';
  if (trust.untrusted) {
    return { label, value: 'differed', note: `${note}: no timing is trusted`, alarm: true };
  }
  // A few blocks of clones that are alike say nothing yet of whether they are.
  if (status !== 'complete') {
    return { label, value: 'not told', note: 'the gate did not come to its end', alarm: false };
  }
  return trust.retried
    ? {
        label,
        value: 'equal when tried again',
        note: `${note}; they differed at first`,
        alarm: false,
      }
    : { label, value: 'equal', note, alarm: false };
}

/** The median over the timings, and the largest. */
function spreadFigure(
  label: string,
  timings: readonly GateTiming[],
  of: (timing: GateTiming) => number,
  worst: string,
): TrustFigure {
  const sorted = timings.map(of).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const note = `median over ${count(sorted.length, 'timing')}; ${worst} ${formatEffect(sorted.at(-1) ?? 0)}`;
  return { label, value: formatEffect(median), note, alarm: false };
}

function blocksFigure(timings: readonly GateTiming[]): TrustFigure {
  const blocks = timings.map((timing) => timing.blocks);
  const [fewest, most] = [Math.min(...blocks), Math.max(...blocks)];
  return {
    label: 'Blocks a timing',
    value: fewest === most ? `${fewest}` : `${fewest} to ${most}`,
    note: 'fresh connections each; more are made until the interval is narrow or time is up',
    alarm: false,
  };
}
