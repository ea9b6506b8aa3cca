import { BadInputError } from '../errors.js';
import { writeUpgrade } from '../report/upgrade/write.js';
import { writeReport } from '../report/write.js';
import { compareVersions } from './compare.js';
import { readMatrixFacts } from './matrix-file.js';
import type { Member } from './member.js';
import { readMembers } from './members.js';
import type { Upgrade } from './upgrade.js';

/**
 * Rebuilds every page of a matrix from the journals of its versions: each version's own report, and
 * the comparison.
 *
 * @throws {BadInputError} when `matrix.json` or a journal is not readable, or no version has a run.
 * @throws {EnvironmentError} naming the file that could not be written.
 */
export async function rebuildMatrix(
  folder: string,
): Promise<{ upgrade: Upgrade; members: readonly Member[] }> {
  const facts = await readMatrixFacts(folder);
  const members = await readMembers(folder, facts);
  if (members.length === 0) {
    throw new BadInputError(
      `Expected the run of at least one Postgres version in ${folder}, found none.`,
      'The matrix ended before it measured anything: run it again.',
    );
  }
  for (const member of members) await writeReport(member.folder, member.result, member.plans);
  const upgrade = compareVersions(facts, members);
  await writeUpgrade(folder, upgrade, members);
  return { upgrade, members };
}
