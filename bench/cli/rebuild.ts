import { isMatrixFolder } from '../matrix/matrix-file.js';
import { rebuildMatrix } from '../matrix/rebuild.js';
import { terminalSummary } from '../report/terminal.js';
import { writeReport } from '../report/write.js';
import { assembleResult } from '../result/assemble.js';
import { plansOf } from '../result/merge-groups.js';
import { readJournal } from '../result/read-journal.js';
import { printUpgrade } from './matrix.js';

/**
 * Writes every page of a report anew, or of a matrix of reports, and prints its summary.
 *
 * @throws {BadInputError} when the folder holds no journal that can be read.
 */
export async function rebuild(folder: string, json: boolean): Promise<void> {
  if (await isMatrixFolder(folder)) {
    const { upgrade, members } = await rebuildMatrix(folder);
    printUpgrade(upgrade, members, folder, json);
    return;
  }
  const records = readJournal(folder);
  const result = assembleResult(records);
  await writeReport(folder, result, plansOf(records));
  console.log(json ? JSON.stringify(result, null, 2) : terminalSummary(result, folder));
}
