import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../../errors.js';
import type { Member } from '../../matrix/member.js';
import { type Upgrade, upgrade as upgradeSchema } from '../../matrix/upgrade.js';
import { upgradeInput } from './input.js';
import { upgradeMarkdown } from './markdown.js';
import { upgradePage } from './page.js';

/**
 * Writes `upgrade.json`, `upgrade.md` and `index.html` into the folder of a matrix. Deterministic:
 * the same runs give byte-equal files.
 *
 * @throws {EnvironmentError} naming the file that could not be written
 */
export async function writeUpgrade(
  dir: string,
  upgrade: Upgrade,
  members: readonly Member[],
): Promise<void> {
  const input = upgradeInput(upgrade, members);
  // On a full disk the figures are kept before the page.
  await write(dir, 'upgrade.json', `${JSON.stringify(upgradeSchema.parse(upgrade), null, 1)}\n`);
  await write(dir, 'upgrade.md', upgradeMarkdown(input));
  await write(dir, 'index.html', upgradePage(input));
}

async function write(dir: string, name: string, text: string): Promise<void> {
  const path = join(dir, name);
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new EnvironmentError(
      `Could not write ${path}: ${cause instanceof Error ? cause.message : cause}.`,
      `What was measured is kept in each version's journal; make room or allow writing there, then run \`rlsbench report ${dir}\`.`,
      { cause },
    );
  }
}
