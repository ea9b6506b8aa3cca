import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleResult } from '../result/assemble.js';
import type { PlanRecord } from '../result/journal.js';
import { plansOf } from '../result/merge-groups.js';
import { JOURNAL_FILE, readJournal } from '../result/read-journal.js';
import { exists } from '../target/exists.js';
import type { MatrixFacts } from './matrix-file.js';
import { type Member, memberName } from './member.js';

/** A member with what only its own report needs. */
export interface RecordedMember extends Member {
  readonly folder: string;
  readonly plans: readonly PlanRecord[];
}

/**
 * Where a member's run makes its report folder, which is named after the time, until it has ended
 * and the folder gets the member's name.
 */
export function runningFolder(matrixFolder: string, major: number): string {
  return join(matrixFolder, `running-${memberName(major)}`);
}

/**
 * Gives the report of a member that has ended, or was killed, its place `pg18/`, and removes where
 * it was made. Does nothing where that was done before.
 */
export async function settleMember(matrixFolder: string, major: number): Promise<void> {
  const running = runningFolder(matrixFolder, major);
  const place = join(matrixFolder, memberName(major));
  for (const entry of await readdir(running, { withFileTypes: true }).catch(() => [])) {
    // Beside the folder is only the link `latest`.
    if (entry.isDirectory() && !(await exists(place))) {
      await rename(join(running, entry.name), place);
    }
  }
  await rm(running, { recursive: true, force: true });
}

/**
 * What each version of a matrix recorded, ascending. A version that has no journal, or one without a
 * record (it was killed before it measured), is left out.
 *
 * @throws {BadInputError} when a journal is not readable.
 */
export async function readMembers(
  matrixFolder: string,
  { majors }: MatrixFacts,
): Promise<RecordedMember[]> {
  const members: RecordedMember[] = [];
  for (const major of majors) {
    await settleMember(matrixFolder, major);
    const folder = join(matrixFolder, memberName(major));
    if (!(await exists(join(folder, JOURNAL_FILE)))) continue;
    const records = readJournal(folder);
    if (records.length === 0) continue;
    members.push({ major, folder, result: assembleResult(records), plans: plansOf(records) });
  }
  return members;
}
