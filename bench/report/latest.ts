import { realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../errors.js';

/**
 * Points `latest` beside a report's folder at it: a symbolic link, replaced in one step so that it
 * is never missing; where links cannot be made, the folder's name in `latest.txt`.
 *
 * @throws {EnvironmentError} where neither can be written
 */
export async function pointLatest(dir: string): Promise<void> {
  // Called on `reports/latest` itself, the link must point at the folder and not at itself.
  const folder = await realpath(dir);
  const [parent, name] = [dirname(folder), basename(folder)];
  const fresh = join(parent, `.latest-${process.pid}`);
  try {
    await rm(fresh, { force: true });
    await symlink(name, fresh, 'dir');
    await rename(fresh, join(parent, 'latest'));
  } catch {
    await rm(fresh, { force: true });
    const file = join(parent, 'latest.txt');
    await writeFile(file, `${name}\n`).catch((error: unknown) => {
      throw new EnvironmentError(
        `Could not point ${join(parent, 'latest')} at the report ${name}.`,
        `The report itself is complete; allow writing in ${parent}, or open ${folder}.`,
        { cause: error },
      );
    });
  }
}
