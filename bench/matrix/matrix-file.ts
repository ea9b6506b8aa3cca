import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BadInputError, EnvironmentError } from '../errors.js';
import { exists } from '../target/exists.js';

/**
 * `matrix.json`: which Postgres versions were asked for, and why some have no run. Everything else
 * about a matrix is in the journals of its members.
 */
export const matrixFacts = z.object({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  command: z.string(),
  profile: z.string(),
  seed: z.int(),
  majors: z.array(z.int()).min(2).describe('ascending'),
  missed: z
    .array(z.object({ major: z.int(), reason: z.string() }))
    .describe('versions whose run ended before it measured anything'),
});
export type MatrixFacts = z.infer<typeof matrixFacts>;

const MATRIX_FILE = 'matrix.json';

/** True for the folder of a matrix of runs, false for that of a single run. */
export function isMatrixFolder(folder: string): Promise<boolean> {
  return exists(join(folder, MATRIX_FILE));
}

/**
 * Writes `matrix.json`, in one step: a kill leaves the old one or the new one.
 *
 * @throws {EnvironmentError} when it can't be written.
 */
export async function writeMatrixFacts(folder: string, facts: MatrixFacts): Promise<void> {
  const path = join(folder, MATRIX_FILE);
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(facts, null, 1)}\n`);
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new EnvironmentError(
      `Could not write ${path}: ${cause instanceof Error ? cause.message : cause}.`,
      'Free some space, or name another folder with --out.',
      { cause },
    );
  }
}

/** @throws {BadInputError} when there is no `matrix.json`, or it is not one. */
export async function readMatrixFacts(folder: string): Promise<MatrixFacts> {
  const path = join(folder, MATRIX_FILE);
  try {
    return matrixFacts.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const problem =
      cause instanceof z.ZodError
        ? z.prettifyError(cause).split('\n').join(' ')
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new BadInputError(
      `${path}: expected the versions of a matrix: ${problem}`,
      'Use the file as the run wrote it, or rebuild one version: rlsbench report <folder>/pg18.',
      { cause },
    );
  }
}
