import Table from 'cli-table3';
import type { ConnectionSettings } from '../bench/load/session.js';
import { median } from '../bench/stats/quantiles.js';
import { openEmbedded } from '../bench/target/embedded.js';
import { pinClient, unpinClient } from '../bench/target/placement.js';
import { createArmRoles } from '../bench/target/roles.js';
import { runTrial, type Trial } from './precision-trials.js';

/**
 * How precise the method is on this machine: the spread of the estimate over identical arms, and how
 * often a small injected slowdown is told from zero. Prints both and exits 1 when a bar is missed.
 */

const TRIALS = 30;
const IDENTICAL_SECONDS = 4;
const INJECTED_SECONDS = 10;
const INJECTED_RATIO = 1.02;
const MARGIN = Math.log(1.03);
/** Largest standard deviation of the estimated ratio between identical arms. */
const LARGEST_SD = new Map([
  [1, 0.004],
  [4, 0.01],
]);
const FEWEST_TOLD = 28;
const BASELINE_STEPS = 1_000;

const target = await openEmbedded({
  location: 'embedded',
  pgMajor: 18,
  dataKey: 'precision-empty',
  fill: async () => undefined,
  onProgress: () => undefined,
});
let missed = 0;
try {
  const { where: role } = await createArmRoles(target, []);
  await pinClient();
  for (const [concurrency, largestSd] of LARGEST_SD) {
    const trials = await repeat(`identical arms, concurrency ${concurrency}`, (seed) =>
      runTrial({
        role,
        baselineSteps: BASELINE_STEPS,
        treatmentSteps: BASELINE_STEPS,
        concurrency,
        seconds: IDENTICAL_SECONDS,
        seed,
      }),
    );
    const sd = standardDeviation(trials.map(({ estimate }) => Math.exp(estimate)));
    const alarms = trials.filter(({ low, high }) => low > MARGIN || high < -MARGIN).length;
    const table = new Table({
      head: ['identical arms', `concurrency ${concurrency}`],
      style: { head: [], border: [] },
    });
    table.push(
      [
        'trials',
        `${trials.length} of ${IDENTICAL_SECONDS} s, median ${median(trials.map(({ blocks }) => blocks))} blocks`,
      ],
      ['SD of the estimated ratio', `${percent(sd)} (at most ${percent(largestSd)})`],
      [
        'SD of the server CPU ratio',
        percent(standardDeviation(trials.map(({ cpuEstimate }) => Math.exp(cpuEstimate)))),
      ],
      ['worst', percent(Math.max(...trials.map(({ estimate }) => Math.abs(estimate))))],
      [
        'intervals that exclude 0',
        `${trials.filter(excludesZero).length} of ${trials.length} (5% is by design)`,
      ],
      ['false alarms at a 3% margin', `${alarms} (none allowed)`],
    );
    console.log(String(table));
    if (sd > largestSd || alarms > 0) missed += 1;
  }

  const treatmentSteps = await dearerSteps(role);
  const trials = await repeat(`injected ${percent(INJECTED_RATIO - 1)}, concurrency 1`, (seed) =>
    runTrial({
      role,
      baselineSteps: BASELINE_STEPS,
      treatmentSteps,
      concurrency: 1,
      seconds: INJECTED_SECONDS,
      seed,
    }),
  );
  const told = trials.filter(({ low }) => low > 0).length;
  const table = new Table({
    head: ['injected', `${BASELINE_STEPS} to ${treatmentSteps} steps`],
    style: { head: [], border: [] },
  });
  table.push(
    [
      'trials',
      `${trials.length} of ${INJECTED_SECONDS} s, median ${median(trials.map(({ blocks }) => blocks))} blocks`,
    ],
    ['median estimate', percent(Math.expm1(median(trials.map(({ estimate }) => estimate))))],
    ['told from zero', `${told} of ${trials.length} (at least ${FEWEST_TOLD})`],
  );
  console.log(String(table));
  if (told < FEWEST_TOLD) missed += 1;
} finally {
  await unpinClient();
  await target.close();
}
process.exitCode = missed > 0 ? 1 : 0;

async function repeat(what: string, trial: (seed: number) => Promise<Trial>): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let seed = 1; seed <= TRIALS; seed++) {
    trials.push(await trial(seed));
    process.stderr.write(`\r${what}: ${seed} of ${TRIALS}`);
  }
  process.stderr.write('\n');
  return trials;
}

/**
 * The steps that make the whole exchange dearer by the injected ratio: the round trip is part of the
 * time, so the slope is measured first, on steps far enough apart to show it.
 */
async function dearerSteps(role: ConnectionSettings): Promise<number> {
  const far = 3 * BASELINE_STEPS;
  const { estimate } = await runTrial({
    role,
    baselineSteps: BASELINE_STEPS,
    treatmentSteps: far,
    concurrency: 1,
    seconds: INJECTED_SECONDS,
    seed: TRIALS + 1,
  });
  const growthPerStep = Math.expm1(estimate) / (far - BASELINE_STEPS);
  return Math.round(BASELINE_STEPS + (INJECTED_RATIO - 1) / growthPerStep);
}

function excludesZero({ low, high }: Trial): boolean {
  return low > 0 || high < 0;
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(2)}%`;
}
