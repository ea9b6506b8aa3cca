import type { CommandModule } from 'yargs';
import type { CalibrateOutcome } from '../calibrate/calibrate.js';
import { HARMLESS } from '../calibrate/harmless/registry.js';
import { LIES } from '../calibrate/lies/registry.js';
import { calibrationText } from '../calibrate/report.js';
import { BURN, DELAYS, delayName, type Step, stepsOf } from '../calibrate/step.js';
import { secondsLeft } from '../calibrate/time-left.js';
import { BadInputError } from '../errors.js';
import { requireKnown } from '../nearest.js';
import { count, formatDuration } from '../report/format.js';
import { PROFILES } from '../run/profiles.js';
import { exitCodeOf, printError } from './errors.js';
import { requireOwnServer } from './gate-options.js';
import { onInterrupt } from './interrupt.js';
import {
  DEFAULT_PG,
  JSON_OPTION,
  PG_OPTION,
  parsePgMajor,
  parseSeed,
  SEED_OPTION,
} from './options.js';
import { openProgress } from './progress.js';

interface CalibrateArguments {
  readonly repeats: string | undefined;
  readonly gates: string | undefined;
  readonly only: string[] | undefined;
  readonly quick: boolean | undefined;
  readonly thorough: boolean | undefined;
  readonly target: string;
  readonly pg: string | undefined;
  readonly seed: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** How often each lie is told, and how many identical gates there are. */
const EXTENTS = {
  quick: { repeats: 1, gates: 2 },
  usual: { repeats: 1, gates: 4 },
  thorough: { repeats: 10, gates: 60 },
} as const;

const NAMES = [
  ...LIES.map(({ name }) => name),
  ...['harmless', 'identical'],
  ...DELAYS.map(({ share }) => delayName(share)),
  BURN,
];

export const calibrateCommand: CommandModule<object, CalibrateArguments> = {
  command: 'calibrate',
  describe: 'Lie to the gate and see whether it notices: can it be trusted on this machine?',
  builder: (yargs) =>
    yargs
      .option('repeats', {
        type: 'string',
        requiresArg: true,
        defaultDescription: '1',
        describe:
          'How often each lie is told that exact checks must catch, and all that is harmless',
      })
      .option('gates', {
        type: 'string',
        requiresArg: true,
        defaultDescription: '4',
        describe:
          'Timed gates of identical sides; half as many 5 and 10% slower, a sixth 1 and 2% and with a busier server',
      })
      .option('only', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: `Only these: ${NAMES.join(', ')}`,
      })
      .option('quick', {
        type: 'boolean',
        describe: 'Each lie once, 2 identical gates, one of each that is slower',
      })
      .option('thorough', {
        type: 'boolean',
        describe: 'Each lie 10 times, 60 identical gates, 30 each of 5 and 10% slower',
      })
      .conflicts('quick', 'thorough')
      .option('target', {
        type: 'string',
        default: 'embedded',
        requiresArg: true,
        describe: 'embedded or docker',
      })
      .option('pg', PG_OPTION)
      .option('seed', SEED_OPTION)
      .option('json', JSON_OPTION)
      .option('verbose', { type: 'boolean', default: false, hidden: true })
      .example('$0 calibrate', 'in a CI job, before the gate is made required there')
      .example('$0 calibrate --only identical --gates 20', 'does it cry wolf on this machine?'),
  handler: async (given) => {
    requireOwnServer(given.target);
    const options = { pgMajor: parsePgMajor(given.pg ?? DEFAULT_PG), seed: parseSeed(given.seed) };
    const steps = stepsAsked(given);
    const progress = openProgress();
    const signal = onInterrupt(() => progress.say('Stopping.'));
    progress.say(`${count(steps.length, 'gate')}, about ${formatDuration(secondsLeft(steps))}.`);
    let outcome: CalibrateOutcome;
    try {
      const { calibrate } = await import('../calibrate/calibrate.js');
      outcome = await calibrate({
        ...{ ...options, steps, signal, profile: PROFILES.quick, location: given.target },
        ...{ isMajorAsked: given.pg !== undefined, command: 'rlsbench calibrate' },
        onEvent: ({ kind, text }) => (kind === 'said' ? progress.say(text) : progress.doing(text)),
      });
    } finally {
      progress.stop();
    }
    const { calibration, error } = outcome;
    console.log(given.json ? JSON.stringify(calibration, null, 2) : calibrationText(calibration));
    if (error !== undefined) printError(error, given);
    process.exitCode = exitCode(outcome);
  },
};

function exitCode({ calibration, error }: CalibrateOutcome): number {
  if (error !== undefined) return exitCodeOf(error);
  return calibration.problems.length === 0 ? 0 : 1;
}

/** @throws {BadInputError} for a number or a name that is none. */
function stepsAsked({ repeats, gates, only = [], quick, thorough }: CalibrateArguments): Step[] {
  const extent = EXTENTS[quick ? 'quick' : thorough ? 'thorough' : 'usual'];
  const wanted = new Set(only.map((name) => requireKnown('lie', name, NAMES)));
  const steps = stepsOf({
    ...{ lies: LIES, harmless: HARMLESS, only: wanted },
    repeats: parseCount('repeats', repeats, extent.repeats),
    identical: parseCount('gates', gates, extent.gates),
  });
  if (steps.length > 0) return steps;
  throw new BadInputError(
    'Expected at least one gate to run, got none.',
    'Leave --repeats or --gates out, or give them 1 or more.',
  );
}

/** @throws {BadInputError} when it is no whole number from 0 to 1000. */
function parseCount(option: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number <= 1000) return number;
  throw new BadInputError(
    `--${option} takes a whole number from 0 to 1000; got "${value}".`,
    `Leave it out for ${fallback}.`,
  );
}
