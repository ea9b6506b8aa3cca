import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors.js';
import type { ReportFile } from './exporters/exporter.js';

/**
 * Writes one file of a report whose journal is in `dir`, with the folders it needs.
 *
 * @throws {EnvironmentError} naming the file and why it could not be written
 */
export async function writeReportFile(dir: string, { path, text }: ReportFile): Promise<void> {
  const whole = join(dir, path);
  try {
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, text);
  } catch (error) {
    throw new EnvironmentError(
      `Could not write ${whole}: ${reason(error)}.`,
      `What was measured is kept in journal.jsonl; make room or allow writing there, then run \`rlsbench report ${dir}\`.`,
      { cause: error },
    );
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'a folder has that name',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
