import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { assembleResult } from '../result/assemble.js';
import type { PlanRecord } from '../result/journal.js';
import { plansOf } from '../result/merge-groups.js';
import { JOURNAL_FILE, readJournal } from '../result/read-journal.js';
import { exists } from '../target/exists.js';
import { hasLivingOwner, writeOwner } from '../target/live-runs.js';
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

/** Makes that folder, and says in it that this process works there. */
export async function beginMember(matrixFolder: string, major: number): Promise<void> {
  const running = runningFolder(matrixFolder, major);
  await mkdir(running);
  await writeOwner(running);
}

/**
 * Gives the report of a member that has ended, or was killed, its place `pg18/`, and removes where
 * it was made. Does nothing where that was done before; a report whose place is taken stays.
 */
export async function settleMember(matrixFolder: string, major: number): Promise<void> {
  const running = runningFolder(matrixFolder, major);
  const place = join(matrixFolder, memberName(major));
  const reports = await reportsIn(running);
  const [report] = reports;
  if (reports.length > 1 || (report !== undefined && (await exists(place)))) return;
  if (report !== undefined) await rename(join(running, report), place);
  // What is left are the link `latest` and the owner's name.
  await rm(running, { recursive: true, force: true });
}

/** Names of the folders in a folder: of one that is not there, none. */
async function reportsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/**
 * What each version of a matrix recorded, ascending; of one that is running, what it has so far, which
 * is left where it is. A version that has no journal, or one without a record (it was killed before it
 * measured), is left out.
 *
 * @throws {BadInputError} when a journal is not readable.
 */
export async function readMembers(
  matrixFolder: string,
  { majors }: MatrixFacts,
): Promise<RecordedMember[]> {
  const members: RecordedMember[] = [];
  for (const major of majors) {
    const folderName = await findReport(matrixFolder, major);
    const folder = join(matrixFolder, folderName);
    if (!(await exists(join(folder, JOURNAL_FILE)))) continue;
    const records = readJournal(folder);
    if (records.length === 0) continue;
    const recorded = { result: assembleResult(records), plans: plansOf(records) };
    members.push({ major, folder, folderName, ...recorded });
  }
  return members;
}

/** Where in a matrix a version's report is, by name; a run that was killed is settled first. */
async function findReport(matrixFolder: string, major: number): Promise<string> {
  const running = runningFolder(matrixFolder, major);
  if (await hasLivingOwner(running)) {
    const [report] = await reportsIn(running);
    return join(basename(running), report ?? '');
  }
  await settleMember(matrixFolder, major);
  return memberName(major);
}
