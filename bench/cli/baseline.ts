import { relative, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { BadInputError } from '../errors.js';
import { readBaseline } from '../gate/baseline/baseline-file.js';
import { describeBaseline } from '../gate/baseline/describe.js';
import { readSqlFolder } from '../gate/sides/sql-folder.js';
import { requireKnown } from '../nearest.js';
import { PROFILE_NAMES, PROFILES } from '../run/profiles.js';
import { chooseScenarios } from '../scenario/choose.js';
import { parseTier, requireOwnServer } from './gate-options.js';
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

interface SaveArguments {
  readonly scenario: string[] | undefined;
  readonly out: string;
  readonly sql: string | undefined;
  readonly tier: string;
  readonly profile: string;
  readonly target: string;
  readonly pg: string | undefined;
  readonly seed: string;
}

const saveCommand: CommandModule<object, SaveArguments> = {
  command: 'save [scenario...]',
  describe: 'Write what a later gate is to be compared with: plans, expectations, ratios, no times',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        array: true,
        describe:
          'Names from rlsbench list, or paths of scenario files; all names when none is given',
      })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'The file to write, to be committed',
      })
      .option('sql', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of SQL to apply first, in order of its file names',
      })
      .option('tier', {
        type: 'string',
        default: '3',
        requiresArg: true,
        describe: '1: exact figures only, in seconds; 3: in-run ratios of a whole run too',
      })
      .option('profile', { ...PROFILE_OPTION, describe: 'Whose data size, and how much is run' })
      .option('target', TARGET_OPTION)
      .option('pg', PG_OPTION)
      .option('seed', SEED_OPTION)
      .example('$0 baseline save --tier 1 --out rlsbench.json', 'every scenario, plans only')
      .example('$0 gate --baseline rlsbench.json', 'later: holds the same scenarios to it'),
  handler: async (given) => {
    const profile = PROFILES[requireKnown('profile', given.profile, PROFILE_NAMES)];
    const tier = parseTier(given.tier);
    const [pgMajor, seed] = [parsePgMajor(given.pg ?? DEFAULT_PG), parseSeed(given.seed)];
    if (given.sql !== undefined) requireOwnServer(given.target);
    const scenarios = await chooseScenarios(given.scenario);
    const sql = given.sql === undefined ? [] : await readSqlFolder(resolve(given.sql), given.sql);
    const { saveBaseline } = await import('../gate/baseline/save.js');
    const progress = openProgress();
    const signal = onInterrupt(() => progress.say('Stopping; no baseline is saved.'));
    const { baseline, bytes } = await saveBaseline({
      ...{ scenarios, sql, tier, profile, pgMajor, seed, signal },
      ...{ location: given.target, isMajorAsked: given.pg !== undefined },
      file: resolve(given.out),
      reportsFolder: resolve('reports'),
      command: `rlsbench baseline save ${scenarios.map(({ name }) => name).join(' ')} --out ${given.out}`,
      onEvent: ({ kind, text }) => (kind === 'said' ? progress.say(text) : progress.doing(text)),
    }).finally(progress.stop);
    console.log(describeBaseline(baseline));
    console.log(`Saved as ${relative('', resolve(given.out))}, ${Math.ceil(bytes / 1000)} kB.`);
  },
};

interface ShowArguments {
  readonly file: string;
}

const showCommand: CommandModule<object, ShowArguments> = {
  command: 'show <file>',
  describe: 'Say what a baseline file holds',
  builder: (yargs) =>
    yargs.positional('file', { type: 'string', demandOption: true, describe: 'A saved baseline' }),
  handler: async ({ file }) => {
    const saved = await readBaseline(file);
    if (saved === undefined) {
      throw new BadInputError(
        `Expected a baseline at ${file}, found no such file.`,
        `Save one: rlsbench baseline save --out ${file}.`,
      );
    }
    console.log(describeBaseline(saved));
  },
};

export const baselineCommand: CommandModule = {
  command: 'baseline <command>',
  describe: 'Save, or show, what rlsbench gate --baseline compares with',
  builder: (yargs) =>
    yargs
      .command(saveCommand)
      .command(showCommand)
      .demandCommand(1, 'Expected baseline save or baseline show.'),
  handler: () => undefined,
};
