import { assembleGate } from '../gate/assemble.js';
import { isMatrixFolder } from '../matrix/matrix-file.js';
import { rebuildMatrix } from '../matrix/rebuild.js';
import { gateTerminal } from '../report/gate/terminal.js';
import { writeGate } from '../report/gate/write.js';
import { terminalSummary } from '../report/terminal.js';
import { writeReport } from '../report/write.js';
import { assembleResult } from '../result/assemble.js';
import { plansOf } from '../result/merge-groups.js';
import { readJournal } from '../result/read-journal.js';
import { printUpgrade } from './matrix.js';

/**
 * Writes every page of a report anew, of a gate or of a matrix of reports, and prints its summary.
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
  if (records.some(({ type }) => type === 'gate')) {
    const gate = assembleGate(records);
    await writeGate(folder, gate, plansOf(records));
    console.log(json ? JSON.stringify(gate, null, 2) : gateTerminal(gate, folder));
    return;
  }
  const result = assembleResult(records);
  await writeReport(folder, result, plansOf(records));
  console.log(json ? JSON.stringify(result, null, 2) : terminalSummary(result, folder));
}
