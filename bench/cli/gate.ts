import type { CommandModule } from 'yargs';
import { BadInputError } from '../errors.js';
import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../gate/budgets.js';
import type { GateRunOutcome } from '../gate/run/request.js';
import { openSides } from '../gate/sides/open-sides.js';
import { PROFILE_NAMES, PROFILES } from '../run/profiles.js';
import { thenClose } from '../then-close.js';
import { exitCodeOf, printError } from './errors.js';
import { parseMargin, parseMaxTime, parseTier, requireOwnServer } from './gate-options.js';
import { publishGate } from './gate-reports.js';
import { onInterrupt } from './interrupt.js';
import { requireKnown } from './nearest.js';
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

interface GateArguments {
  readonly scenario: string[] | undefined;
  readonly base: string | undefined;
  readonly head: string;
  readonly sql: string | undefined;
  readonly arm: string[] | undefined;
  readonly tier: string;
  readonly margin: string;
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
        describe: 'Paths of scenario files, looked up on each side, or names from rlsbench list',
      })
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'What head is compared with: a folder, a git ref, or REF:FOLDER',
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
          'github, junit, sarif, json, bencher or smaller-is-better: print it, or NAME=FILE to write it',
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
      .option('verbose', { type: 'boolean', default: false, hidden: true })
      .example(
        '$0 gate where-vs-rls --base main --sql db/migrations',
        'the working tree against main, in one run on one server',
      )
      .example('$0 gate my.scenario.js --base old/ --head new/ --tier 1', 'plans only, in seconds')
      .example('$0 gate --base origin/main --report github', 'in a pull request’s job'),
  handler: async (given) => {
    const profile = PROFILES[requireKnown('profile', given.profile, PROFILE_NAMES)];
    const options = {
      pgMajor: parsePgMajor(given.pg ?? DEFAULT_PG),
      seed: parseSeed(given.seed),
      tier: parseTier(given.tier),
      margins: { ...DEFAULT_MARGINS, ratio: parseMargin(given.margin) },
      maxTimeSeconds: parseMaxTime(given['max-time']),
    };
    requireOwnServer(given.target);
    const { base } = given;
    if (base === undefined) {
      throw new BadInputError(
        'Expected --base, what head is compared with; got none.',
        'Name a folder or a git ref: rlsbench gate --base main --sql db/migrations.',
      );
    }
    const progress = openProgress();
    const signal = onInterrupt(() => progress.say('Stopping.'));
    let outcome: GateRunOutcome;
    try {
      const { head, sql, scenario: scenarios = [] } = given;
      const sides = await openSides({
        ...{ base, head, scenarios, cwd: process.cwd(), signal },
        ...(sql === undefined ? {} : { sql }),
      });
      const { runGate } = await import('../gate/run/run-gate.js');
      outcome = await thenClose(
        () =>
          runGate({
            ...{ ...options, profile, signal, base: sides.base, head: sides.head },
            ...{ arms: given.arm ?? [], strict: given.strict, budgets: DEFAULT_BUDGETS },
            ...{ location: given.target, isMajorAsked: given.pg !== undefined },
            reportsFolder: given.out,
            command: commandLine(given, base),
            onEvent: ({ kind, text }) =>
              kind === 'said' ? progress.say(text) : progress.doing(text),
          }),
        sides.close,
        (left) => progress.say(String(left)),
      );
    } finally {
      progress.stop();
    }
    await publishGate(outcome, given.report ?? [], process.env);
    if (outcome.error !== undefined) printError(outcome.error, given);
    process.exitCode = exitCode(outcome);
  },
};

function exitCode({ result, error }: GateRunOutcome): number {
  if (error !== undefined) return exitCodeOf(error);
  return result.verdict === 'passed' ? 0 : 1;
}

function commandLine({ scenario = [], head, sql }: GateArguments, base: string): string {
  const of = sql === undefined ? '' : ` --sql ${sql}`;
  return ['rlsbench gate', ...scenario, `--base ${base} --head ${head}`].join(' ') + of;
}
