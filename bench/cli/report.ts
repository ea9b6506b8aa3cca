import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { JSON_OPTION } from './options.js';

interface ReportArguments {
  readonly dir: string;
  readonly json: boolean;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <dir>',
  describe: 'Rebuild every page of a report from its journal',
  builder: (yargs) =>
    yargs
      .positional('dir', {
        type: 'string',
        demandOption: true,
        describe: 'Folder with journal.jsonl: of a run, a gate or a matrix',
      })
      .option('json', JSON_OPTION)
      .example('$0 report reports/latest', 'rebuild the newest report'),
  // Read when asked for: pages are of no use to the other commands, which they would keep waiting.
  handler: async ({ dir, json }) => (await import('./rebuild.js')).rebuild(resolve(dir), json),
};
