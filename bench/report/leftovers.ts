import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.js';

/** The folders of a report that hold a file a cell; nothing is removed anywhere else. */
const FOLDERS = ['charts', 'plans'];

/**
 * Removes the charts and plans in a report's folder that the report just written does not hold, as
 * when one is rebuilt with fewer cells. Folders in there, links, and files of other kinds stay.
 *
 * @param written paths relative to `dir`, with forward slashes
 * @throws {EnvironmentError} naming the file that could not be removed
 */
export async function removeLeftovers(dir: string, written: ReadonlySet<string>): Promise<void> {
  const folders = await readdir(dir, { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    if (!FOLDERS.includes(folder.name)) continue;
    for (const file of await readdir(join(dir, folder.name), { withFileTypes: true })) {
      const isOurs = file.isFile() && /\.(json|svg)$/.test(file.name);
      if (!isOurs || written.has(`${folder.name}/${file.name}`)) continue;
      await removeOne(join(dir, folder.name, file.name));
    }
  }
}

async function removeOne(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw new EnvironmentError(
      `Could not remove ${path}, left from an earlier report.`,
      'The report itself is complete; remove that file, or allow it to be removed.',
      { cause: error },
    );
  }
}
