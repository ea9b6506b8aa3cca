import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { isMatrixFolder } from '../matrix/matrix-file.js';
import { rebuildMatrix } from '../matrix/rebuild.js';
import { terminalSummary } from '../report/terminal.js';
import { writeReport } from '../report/write.js';
import { assembleResult } from '../result/assemble.js';
import { plansOf } from '../result/merge-groups.js';
import { readJournal } from '../result/read-journal.js';
import { printUpgrade } from './matrix.js';
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
        describe: 'Folder with journal.jsonl, or of a matrix',
      })
      .option('json', JSON_OPTION)
      .example('$0 report reports/latest', 'rebuild the newest report'),
  handler: async ({ dir, json }) => {
    const folder = resolve(dir);
    if (await isMatrixFolder(folder)) {
      const { upgrade, members } = await rebuildMatrix(folder);
      printUpgrade(upgrade, members, folder, json);
      return;
    }
    const records = readJournal(folder);
    const result = assembleResult(records);
    await writeReport(folder, result, plansOf(records));
    console.log(json ? JSON.stringify(result, null, 2) : terminalSummary(result, folder));
  },
};
