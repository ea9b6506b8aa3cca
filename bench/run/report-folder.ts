import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInputError } from '../errors.js';

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
      await mkdir(reportsFolder, { recursive: true });
      await mkdir(folder);
      await access(folder, constants.W_OK);
      return folder;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && attempt < 100) continue;
      throw new BadInputError(
        `Expected --out to be a folder that can be written, got ${reportsFolder}: ${cause instanceof Error ? cause.message : cause}.`,
        'Give another folder with --out, or change the rights of this one.',
        { cause },
      );
    }
  }
}
