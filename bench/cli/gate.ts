import type { CommandModule } from 'yargs';
import { BadInputError } from '../errors.js';
import { DEFAULT_MARGINS } from '../gate/budgets.js';
import type { GateRunOutcome } from '../gate/run/request.js';
import type { GateRunRequest } from '../gate/run/run-gate.js';
import { openSides } from '../gate/sides/open-sides.js';
import { requireKnown } from '../nearest.js';
import { PROFILE_NAMES, PROFILES } from '../run/profiles.js';
import { thenClose } from '../then-close.js';
import { exitCodeOf, printError } from './errors.js';
import { type BaselineArguments, gateBaseline } from './gate-baseline.js';
import {
  parseBudgets,
  parseMargin,
  parseMaxTime,
  parseTier,
  requireOwnServer,
} from './gate-options.js';
import { parseGateReports, publishGate } from './gate-reports.js';
import { onInterrupt } from './interrupt.js';
import {
  DEFAULT_PG,
  OUT_OPTION,
  PG_OPTION,
  PROFILE_OPTION,
  parsePgMajor,
  parseSeed,
  SEED_OPTION,
} from './options.js';
import { openProgress } from './progress.js';

interface GateArguments extends BaselineArguments {
  readonly tier: string;
  readonly margin: string;
  readonly budget: string[] | undefined;
  readonly 'max-time': string;
  readonly strict: boolean;
  readonly report: string[] | undefined;
  readonly profile: string;
  readonly target: string;
  readonly pg: string | undefined;
  readonly seed: string;
  readonly out: string;
  readonly verbose: boolean;
}

export const gateCommand: CommandModule<object, GateArguments> = {
  command: 'gate [scenario...]',
  describe: 'Fail a pull request that made a tenant query slower or its plan worse',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        array: true,
        describe:
          'Paths of scenario files, looked up on each side, or names from rlsbench list; where-vs-rls when none is given',
      })
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'What head is compared with: a folder, a git ref, or REF:FOLDER',
      })
      .option('baseline', {
        type: 'string',
        requiresArg: true,
        describe: 'Instead of --base: a file of rlsbench baseline save, from whichever machine',
      })
      .option('allow-missing-baseline', {
        type: 'boolean',
        default: false,
        describe: 'Pass, with a notice, where that file is not there yet',
      })
      .option('head', {
        type: 'string',
        default: '.',
        requiresArg: true,
        describe: 'What the pull request brings: a folder, a git ref, or REF:FOLDER',
      })
      .option('sql', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of SQL inside base and head, applied in order of its file names',
      })
      .option('arm', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Arm to time, again for more; else the RLS arm with the fewest round trips',
      })
      .option('tier', {
        type: 'string',
        default: '3',
        requiresArg: true,
        describe: '1: exact checks only, no clock; 3: server CPU and latency too',
      })
      .option('margin', {
        type: 'string',
        default: '5%',
        requiresArg: true,
        describe: 'How much slower head may be',
      })
      .option('budget', {
        type: 'string',
        array: true,
        nargs: 1,
        requiresArg: true,
        describe:
          'How much more an exact figure may be, as buffers=30% or calls=+100; again for another',
      })
      .option('max-time', {
        type: 'string',
        default: '60',
        requiresArg: true,
        describe: 'Most seconds that timing may take',
      })
      .option('strict', {
        type: 'boolean',
        default: false,
        describe: 'Fail also where timing could not tell',
      })
      .option('report', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe:
          'github, annotations, summary, junit, sarif, json, bencher or smaller-is-better: print it, or NAME=FILE to write it',
      })
      .option('profile', { ...PROFILE_OPTION, describe: 'Whose data size: quick is 200k invoices' })
      .option('target', {
        type: 'string',
        default: 'embedded',
        requiresArg: true,
        describe: 'embedded or docker: the SQL of a pull request gets a server of its own',
      })
      .option('pg', PG_OPTION)
      .option('seed', SEED_OPTION)
      .option('out', OUT_OPTION)
      .option('verbose', {
        type: 'boolean',
        default: false,
        describe: 'Show causes and stack traces',
      })
      .example(
        '$0 gate where-vs-rls --base main --sql db/migrations',
        'the working tree against main, in one run on one server',
      )
      .example('$0 gate my.scenario.js --base old/ --head new/ --tier 1', 'plans only, in seconds')
      .example('$0 gate --base origin/main --report github', 'in a pull request’s job')
      .epilogue(
        'Exit codes: 0 passed, 1 something got worse, 2 bad input, 3 environment, 130 interrupted.',
      ),
  handler: async (given) => {
    const profile = PROFILES[requireKnown('profile', given.profile, PROFILE_NAMES)];
    const options = {
      pgMajor: parsePgMajor(given.pg ?? DEFAULT_PG),
      seed: parseSeed(given.seed),
      tier: parseTier(given.tier),
      margins: { ...DEFAULT_MARGINS, ratio: parseMargin(given.margin) },
      maxTimeSeconds: parseMaxTime(given['max-time']),
      budgets: parseBudgets(given.budget ?? []),
    };
    if (given.baseline === undefined || given.sql !== undefined) requireOwnServer(given.target);
    const { report: reports = [] } = given;
    parseGateReports(reports);
    const progress = openProgress();
    const signal = onInterrupt(() => progress.say('Stopping.'));
    const shared: SharedOptions = {
      ...{ ...options, profile, signal, strict: given.strict },
      ...{ location: given.target, isMajorAsked: given.pg !== undefined },
      reportsFolder: given.out,
      onEvent: ({ kind, text }) => (kind === 'said' ? progress.say(text) : progress.doing(text)),
    };
    const outcome = await gateOf(given, shared).finally(progress.stop);
    if (outcome === undefined) return;
    await publishGate(outcome, reports, process.env);
    if (outcome.error !== undefined) printError(outcome.error, given);
    process.exitCode = exitCode(outcome);
  },
};

/** What base and head are held to where nobody names a scenario: all of them would take many minutes. */
const GATED_UNNAMED = 'where-vs-rls';

type SharedOptions = Omit<GateRunRequest, 'base' | 'head' | 'arms' | 'command'>;

/** Either gate; undefined where nothing was compared, which was allowed. */
async function gateOf(
  given: GateArguments,
  shared: SharedOptions,
): Promise<GateRunOutcome | undefined> {
  const { base, baseline } = given;
  if (baseline !== undefined) return gateBaseline(baseline, given, shared);
  if (base !== undefined) return gateSides(base, given, shared);
  throw new BadInputError(
    'Expected --base, what head is compared with, or --baseline; got neither.',
    'Name a folder or a git ref: rlsbench gate --base main --sql db/migrations.',
  );
}

/** The gate of base against head, whose worktrees go however it ends. */
async function gateSides(
  base: string,
  given: GateArguments,
  shared: SharedOptions,
): Promise<GateRunOutcome> {
  const { head, sql, scenario = [], arm: arms = [] } = given;
  const scenarios = scenario.length > 0 ? scenario : [GATED_UNNAMED];
  const sides = await openSides({
    ...{ base, head, scenarios, cwd: process.cwd(), signal: shared.signal },
    ...(sql === undefined ? {} : { sql }),
  });
  const { runGate } = await import('../gate/run/run-gate.js');
  return thenClose(
    () => {
      const command = commandLine(given, base);
      return runGate({ ...shared, base: sides.base, head: sides.head, arms, command });
    },
    sides.close,
    (left) => shared.onEvent({ kind: 'said', text: String(left) }),
  );
}

function exitCode({ result, error }: GateRunOutcome): number {
  if (error !== undefined) return exitCodeOf(error);
  return result.verdict === 'passed' ? 0 : 1;
}

function commandLine({ scenario = [], head, sql }: GateArguments, base: string): string {
  const of = sql === undefined ? '' : ` --sql ${sql}`;
  return ['rlsbench gate', ...scenario, `--base ${base} --head ${head}`].join(' ') + of;
}
