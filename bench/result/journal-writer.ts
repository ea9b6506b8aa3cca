import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.js';
import type { JournalRecord } from './journal.js';
import { JOURNAL_FILE } from './read-journal.js';

export interface JournalWriter {
  readonly path: string;
  /**
   * Writes one record as one line before it returns, so that a kill loses nothing.
   *
   * @throws {EnvironmentError} the first time a write fails (a full disk, say). From then on the
   *   journal is closed to records: the run is ending, and the first error is the one to tell.
   */
  append(record: JournalRecord): void;
  close(): void;
}

/**
 * Opens the journal of a report folder for appending.
 *
 * @throws {EnvironmentError} when it can't be opened.
 */
export function openJournal(folder: string): JournalWriter {
  const path = join(folder, JOURNAL_FILE);
  const file = open(path);
  let state: 'open' | 'failed' | 'closed' = 'open';
  return {
    path,
    append(record) {
      if (state === 'failed') return;
      if (state === 'closed') throw new Error('append() on a closed journal');
      const whole = fstatSync(file).size;
      try {
        writeWhole(file, Buffer.from(`${JSON.stringify(record)}\n`));
      } catch (cause) {
        state = 'failed';
        dropPartialLine(file, whole);
        throw cannotWrite(path, cause);
      }
    },
    close() {
      if (state === 'closed') return;
      state = 'closed';
      closeSync(file);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** A disk about to be full takes a part of a write; the next write then says that it is full. */
function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written);
  }
}

/** Best effort: a reader leaves a cut last line out by itself. */
function dropPartialLine(file: number, wholeLength: number): void {
  try {
    ftruncateSync(file, wholeLength);
  } catch {
    // Not a file that can be cut, and the error of the write is the one that matters.
  }
}

function cannotWrite(path: string, cause: unknown): EnvironmentError {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  const why = isFull ? 'the disk is full' : cause instanceof Error ? cause.message : String(cause);
  return new EnvironmentError(
    `Could not write the journal ${path}: ${why}. What was measured before is kept there.`,
    isFull
      ? 'Free some space and run again, or name another folder with --out.'
      : 'Name a folder that can be written to with --out.',
    { cause },
  );
}
