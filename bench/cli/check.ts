import type { CommandModule } from 'yargs';
import { checkJson, hasPassed } from '../check/json.js';
import { checkMarkdown } from '../check/markdown.js';
import { checkText } from '../check/text.js';
import { requireKnown } from '../nearest.js';
import { check } from '../run/check.js';
import { PROFILE_NAMES, PROFILES } from '../run/profiles.js';
import type { CheckOutcome } from '../run/request.js';
import { chooseScenarios } from '../scenario/choose.js';
import { exitCodeOf, printError } from './errors.js';
import { onInterrupt } from './interrupt.js';
import {
  DEFAULT_PG,
  PG_OPTION,
  PROFILE_OPTION,
  parsePgMajor,
  parseSeed,
  SEED_OPTION,
  TARGET_OPTION,
} from './options.js';
import { openProgress } from './progress.js';

interface CheckArguments {
  readonly scenario: string[] | undefined;
  readonly profile: string;
  readonly target: string;
  readonly pg: string | undefined;
  readonly seed: string;
  readonly json?: boolean | undefined;
  readonly markdown?: boolean | undefined;
  readonly verbose: boolean;
}

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check [scenario...]',
  describe: 'Hold plans to their expectations: proofs and plans only, no load, no stopwatch',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        array: true,
        describe:
          'Names from rlsbench list, or paths of scenario files; all names when none is given',
      })
      .option('profile', { ...PROFILE_OPTION, describe: 'Whose data size: quick is 200k invoices' })
      .option('target', TARGET_OPTION)
      .option('pg', PG_OPTION)
      .option('seed', SEED_OPTION)
      .option('json', {
        type: 'boolean',
        describe: 'Print as JSON, with the exact metrics of every plan',
      })
      .option('markdown', { type: 'boolean', describe: 'Print as Markdown' })
      .conflicts('json', 'markdown')
      .option('verbose', { type: 'boolean', default: false, hidden: true })
      .example('$0 check', 'every scenario, in seconds; exit code 1 when an expectation fails')
      .example('$0 check indexes --pg 15', 'one scenario on Postgres 15')
      .example('$0 check ./my.scenario.js --markdown', 'a scenario of yours, for a pull request'),
  handler: async (given) => {
    const profile = PROFILES[requireKnown('profile', given.profile, PROFILE_NAMES)];
    const scenarios = await chooseScenarios(given.scenario);
    const pgMajor = parsePgMajor(given.pg ?? DEFAULT_PG);
    const seed = parseSeed(given.seed);
    const progress = openProgress();
    const signal = onInterrupt(() => progress.say('Stopping.'));
    let outcome: CheckOutcome;
    try {
      outcome = await check({
        ...{ scenarios, profile, location: given.target, pgMajor, seed, signal },
        isMajorAsked: given.pg !== undefined,
        command: `rlsbench check ${scenarios.map(({ name }) => name).join(' ')}`,
        onEvent: ({ kind, text }) => (kind === 'said' ? progress.say(text) : progress.doing(text)),
      });
    } finally {
      progress.stop();
    }
    console.log(printed(outcome, given));
    if (outcome.error !== undefined) printError(outcome.error, given);
    process.exitCode = exitCode(outcome);
  },
};

function printed({ result }: CheckOutcome, { json, markdown }: CheckArguments): string {
  if (json) return checkJson(result);
  return markdown ? checkMarkdown(result) : checkText(result);
}

function exitCode({ result, error }: CheckOutcome): number {
  if (error !== undefined) return exitCodeOf(error);
  return hasPassed(result) ? 0 : 1;
}
