import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BadInputError } from '../errors.js';
import { type JournalRecord, journalRecord } from './journal.js';

export const JOURNAL_FILE = 'journal.jsonl';

const LINE_END = 0x0a;

/**
 * The records of the journal in a report folder. A last line that was cut by a kill is left out.
 *
 * @throws {BadInputError} when there is no readable journal, or any other line is not a record,
 *   naming file and line.
 */
export function readJournal(folder: string): JournalRecord[] {
  const path = join(folder, JOURNAL_FILE);
  const bytes = readBytes(path);
  const records: JournalRecord[] = [];
  let lineNumber = 0;
  // Line by line from bytes, since a long run's journal can outgrow the longest string.
  for (let start = 0; start < bytes.length; ) {
    lineNumber++;
    const found = bytes.indexOf(LINE_END, start);
    const isCut = found === -1;
    const line = bytes.toString('utf8', start, isCut ? bytes.length : found);
    const record = parseLine(line, path, lineNumber, isCut);
    if (record) records.push(record);
    start = isCut ? bytes.length : found + 1;
  }
  return records;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new BadInputError(
      `Expected a readable journal at ${path}: ${cause instanceof Error ? cause.message : cause}`,
      'Name the folder of a run: the one that holds journal.jsonl.',
      { cause },
    );
  }
}

function parseLine(
  line: string,
  path: string,
  lineNumber: number,
  isCut: boolean,
): JournalRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    // No proper beginning of a JSON object is JSON itself, so a cut record always ends up here.
    if (isCut) return null;
    throw malformed(path, lineNumber, 'it is not JSON', cause);
  }
  const parsed = journalRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error).split('\n').join(' ');
  throw malformed(path, lineNumber, problem, parsed.error);
}

function malformed(
  path: string,
  lineNumber: number,
  problem: string,
  cause: unknown,
): BadInputError {
  return new BadInputError(
    `${path}:${lineNumber}: expected a journal record: ${problem}`,
    'Remove that line, or use the journal as the run wrote it with this version of rlsbench.',
    { cause },
  );
}
