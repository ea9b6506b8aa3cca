import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { InterruptedError } from '../errors.js';
import { requireKnown } from '../nearest.js';
import { PROFILE_NAMES, PROFILES } from '../run/profiles.js';
import type { RunOutcome, RunRequest } from '../run/request.js';
import { chooseScenarios } from '../scenario/choose.js';
import type { LoadedScenario } from '../scenario/load.js';
import { exitCodeOf, printError } from './errors.js';
import { onInterrupt } from './interrupt.js';
import {
  DEFAULT_PG,
  JSON_OPTION,
  OUT_OPTION,
  PG_OPTION,
  PGBOUNCER_OPTION,
  POOLER_URL_OPTION,
  type PoolerArguments,
  PROFILE_OPTION,
  parsePgMajors,
  parsePoolerChoice,
  parseSeed,
  requireEmbedded,
  SEED_OPTION,
  TARGET_OPTION,
} from './options.js';
import { openProgress } from './progress.js';

interface RunArguments extends PoolerArguments {
  readonly scenario: string[] | undefined;
  readonly profile: string;
  readonly target: string;
  readonly pg: string | undefined;
  readonly seed: string;
  readonly out: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run [scenario...]',
  describe: 'Measure scenarios and write a report',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        array: true,
        describe:
          'Names from rlsbench list, or paths of scenario files; all names when none is given',
      })
      .option('profile', PROFILE_OPTION)
      .option('target', TARGET_OPTION)
      .option('pg', {
        ...PG_OPTION,
        describe: `${PG_OPTION.describe}; several, as 17,18, are run and compared`,
      })
      .option('pgbouncer', PGBOUNCER_OPTION)
      .option('pooler-url', POOLER_URL_OPTION)
      .option('seed', SEED_OPTION)
      .option('out', OUT_OPTION)
      .option('json', JSON_OPTION)
      .option('verbose', { type: 'boolean', default: false, hidden: true })
      .example('$0 run --profile start', 'the most telling cells, about 2 minutes')
      .example('$0 run where-vs-rls --pg 15', 'one scenario on an embedded Postgres 15')
      .example('$0 run --pg 15,16,17,18', 'what an upgrade changes: one version after the other')
      .example(
        'PGPASSWORD=... $0 run --target postgres://me@db:5432/postgres',
        'on a server of yours',
      ),
  handler: async (given) => {
    const profile = PROFILES[requireKnown('profile', given.profile, PROFILE_NAMES)];
    const scenarios = await chooseScenarios(given.scenario);
    const pgMajors = parsePgMajors(given.pg ?? DEFAULT_PG);
    requireEmbedded(given.target, pgMajors);
    const seed = parseSeed(given.seed);
    const pooler = parsePoolerChoice(given, given.target);

    const progress = openProgress();
    const signal = onInterrupt(() =>
      progress.say('Stopping; the report of what there is follows.'),
    );
    const request: Omit<RunRequest, 'pgMajor'> = {
      scenarios,
      profile,
      location: given.target,
      isMajorAsked: given.pg !== undefined,
      seed,
      pooler,
      reportsFolder: resolve(given.out),
      command: describeCall(given, wordsFor(given, scenarios), profile.name),
      signal,
      onEvent: ({ kind, text }) => (kind === 'said' ? progress.say(text) : progress.doing(text)),
    };
    const [pgMajor, ...others] = pgMajors;
    if (others.length > 0) {
      const { runMatrix } = await import('../matrix/run-matrix.js');
      const { printMatrix } = await import('./matrix.js');
      const matrix = await runMatrix({ ...request, pgMajors }).finally(progress.stop);
      process.exitCode = printMatrix(matrix, given, signal.aborted);
      return;
    }
    const { run } = await import('../run/run.js');
    const { terminalSummary } = await import('../report/terminal.js');
    const outcome = await run({ ...request, pgMajor }).finally(progress.stop);
    const { result, folder, error } = outcome;
    // On a full disk the page may not have been written.
    const written = existsSync(join(folder, 'index.html')) ? folder : null;
    console.log(given.json ? JSON.stringify(result, null, 2) : terminalSummary(result, written));
    process.exitCode = exitCodeOfOutcome(outcome, signal.aborted);
    if (error !== undefined && !(error instanceof InterruptedError)) printError(error, given);
  },
};

function exitCodeOfOutcome({ error }: RunOutcome, interrupted: boolean): number {
  if (interrupted) return 130;
  return error === undefined ? 0 : exitCodeOf(error);
}

/** What was asked for: scenarios by name, files by the path they were given. */
function wordsFor({ scenario }: RunArguments, chosen: readonly LoadedScenario[]): string[] {
  return scenario?.length ? [...new Set(scenario)] : chosen.map(({ name }) => name);
}

/** How the run was called, for the report: paths, and a URL's user, password and options are left out. */
function describeCall(given: RunArguments, scenarios: readonly string[], profile: string): string {
  const isOurs = given.target === 'embedded' || given.target === 'docker';
  // An image may bring another version than the one that is taken where none is named.
  const pg = given.pg ?? (given.target === 'embedded' ? DEFAULT_PG : undefined);
  const version = pg === undefined ? '' : ` --pg ${pg}`;
  const target = isOurs ? `${given.target}${version}` : 'postgres://...';
  const pooler = [
    ...(given.pgbouncer === undefined ? [] : [' --pgbouncer ...']),
    ...(given.poolerUrl === undefined ? [] : [' --pooler-url postgres://...']),
  ].join('');
  return `rlsbench run ${scenarios.join(' ')} --profile ${profile} --target ${target}${pooler} --seed ${given.seed}`;
}
