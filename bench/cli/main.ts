#!/usr/bin/env node
import './process-title.js';

import { hideBin } from 'yargs/helpers';
import yargs from 'yargs/yargs';
import { BadInputError } from '../errors.js';
import { packageVersion } from '../package-root.js';
import { baselineCommand } from './baseline.js';
import { cacheCommand } from './cache.js';
import { calibrateCommand } from './calibrate.js';
import { checkCommand } from './check.js';
import { surviveClosedOutput } from './closed-output.js';
import { compareCommand } from './compare.js';
import { doctorCommand } from './doctor.js';
import { exitCodeOf, printError } from './errors.js';
import { gateCommand } from './gate.js';
import { listCommand } from './list.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';

surviveClosedOutput();

const args = hideBin(process.argv);

/** Options that are given again for more of the same; of any other the last one counts. */
const TAKEN_SEVERAL_TIMES = new Set(['_', 'scenario', 'arm', 'report', 'only', 'budget']);

const COMMANDS = [
  ...[runCommand, checkCommand, gateCommand, baselineCommand, calibrateCommand],
  ...[listCommand, reportCommand, compareCommand, doctorCommand, cacheCommand],
];

try {
  await yargs(args)
    .scriptName('rlsbench')
    .usage('$0 <command>\n\nWhat Postgres row-level security costs: measured, with proof.')
    .command(runCommand)
    .command(checkCommand)
    .command(gateCommand)
    .command(baselineCommand)
    .command(calibrateCommand)
    .command(listCommand)
    .command(reportCommand)
    .command(compareCommand)
    .command(doctorCommand)
    .command(cacheCommand)
    .option('verbose', {
      type: 'boolean',
      default: false,
      describe: 'Show causes and stack traces',
      global: true,
    })
    .example('$0 run', 'measure everything in profile quick on an embedded Postgres 18')
    .example('$0 run where-vs-rls --profile standard', 'one scenario, 2M invoices')
    .example(
      '$0 run --target postgres://me@localhost/postgres',
      'on a server of yours, in a database of our own',
    )
    .example('$0 report reports/latest', 'rebuild every page from what was recorded')
    .epilogue(
      'Exit codes: 0 fine, 1 a check or a gate failed, 2 bad input, 3 environment, 130 interrupted.',
    )
    .version(packageVersion())
    .demandCommand(
      1,
      'Expected a command: run, check, gate, baseline, calibrate, list, report, compare, doctor or cache.',
    )
    .recommendCommands()
    .strict()
    // An option given twice: the last one counts, as in most programs. yargs has a setting for that
    // (duplicate-arguments-array), but it would keep only the last of several scenarios too.
    .middleware((given) => {
      for (const [key, value] of Object.entries(given)) {
        if (Array.isArray(value) && !TAKEN_SEVERAL_TIMES.has(key)) given[key] = value.at(-1);
      }
    })
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message, error) => {
      // What yargs itself finds wrong comes as a message, an error of its own, or both.
      if (error && error.name !== 'YError') throw error;
      throw new BadInputError(
        nameUnknownCommand(message ?? error.message).replaceAll(/\s*\n\s*/g, ' '),
        isCommand(args[0])
          ? `Run rlsbench ${args[0]} --help to see its options.`
          : 'Run rlsbench --help to see commands and options.',
      );
    })
    .parseAsync();
} catch (error) {
  printError(error, { verbose: args.includes('--verbose') });
  process.exitCode = exitCodeOf(error);
}

function isCommand(word: string | undefined): boolean {
  return COMMANDS.some(({ command }) => [command].flat()[0]?.split(' ')[0] === word);
}

/** yargs only asks "Did you mean run?". */
function nameUnknownCommand(message: string): string {
  return message.startsWith('Did you mean') ? `Unknown command "${args[0]}". ${message}` : message;
}
