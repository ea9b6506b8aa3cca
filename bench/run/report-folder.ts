import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInputError, EnvironmentError } from '../errors.js';
import { exists } from '../target/exists.js';

/**
 * Makes `<reportsFolder>/<time>-<profile>/`, early, so that nobody waits minutes to learn that the
 * folder can't be written.
 *
 * @throws {BadInputError} when it can't be made or written.
 */
export async function makeReportFolder(
  reportsFolder: string,
  profile: string,
  startedAt: Date,
): Promise<string> {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let attempt = 1; ; attempt++) {
    const suffix = attempt === 1 ? '' : `-${attempt}`;
    const folder = join(reportsFolder, `${time}-${profile}${suffix}`);
    try {
      await makeFolder(reportsFolder);
      await mkdir(folder);
      await access(folder, constants.W_OK);
      return folder;
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST' && attempt < 100) continue;
      if (codeOf(cause) === 'ENOSPC') {
        throw new EnvironmentError(
          `Could not make a report folder in ${reportsFolder}: the disk is full.`,
          'Free some space, or name another folder with --out.',
          { cause },
        );
      }
      throw new BadInputError(
        `Expected --out to be a folder that can be written, got ${reportsFolder}: ${cause instanceof Error ? cause.message : cause}.`,
        'Give another folder with --out, or change the rights of this one.',
        { cause },
      );
    }
  }
}

/** With its parents. Node's own `recursive` never returns where a parent refuses, as below `/proc`. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const parent = dirname(path);
    if (codeOf(error) === 'ENOENT' && !(await exists(parent))) {
      await makeFolder(parent);
      await mkdir(path);
    } else if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
