import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { BadInputError } from '../errors.js';
import { isMatrixFolder } from '../matrix/matrix-file.js';
import { assembleResult } from '../result/assemble.js';
import type { JournalRecord } from '../result/journal.js';
import { JOURNAL_FILE, readJournal } from '../result/read-journal.js';
import { type Result, result as resultSchema } from '../result/result.js';
import { exists } from '../target/exists.js';

/**
 * The run behind a path: a `result.json`, the folder of a report, or that of a gate, of which only the
 * plans are taken (its base and head have been compared already, and its blocks are of several tries).
 *
 * @throws {BadInputError} naming the file, the key and what was expected there.
 */
export async function readRun(path: string): Promise<Result> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new BadInputError(
      `Expected a result file or the folder of a report, found nothing at ${path}.`,
      'Name a result.json, or a folder that rlsbench run or rlsbench gate wrote.',
    );
  }
  if (!found.isDirectory()) {
    return basename(path) === 'gate.json' ? readFolder(dirname(path)) : readResult(path);
  }
  return readFolder(path);
}

async function readFolder(folder: string): Promise<Result> {
  if (await isMatrixFolder(folder)) {
    throw new BadInputError(
      `Expected the report of one run, got a matrix of several versions: ${folder}.`,
      `Name one of them: ${join(folder, 'pg18')}. What changes from version to version is in its index.html.`,
    );
  }
  const file = join(folder, 'result.json');
  if (await exists(file)) return readResult(file);
  if (await exists(join(folder, JOURNAL_FILE)))
    return assembleResult(plansAlone(readJournal(folder)));
  throw new BadInputError(
    `Expected result.json or ${JOURNAL_FILE} in ${folder}, found neither.`,
    'Name a folder that rlsbench run or rlsbench gate wrote.',
  );
}

/** Of a gate, its records without what was timed; of any other run, all. */
function plansAlone(records: JournalRecord[]): JournalRecord[] {
  const isGate = records.some(({ type }) => type === 'gate');
  return isGate ? records.filter(({ type }) => type !== 'block') : records;
}

async function readResult(path: string): Promise<Result> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw malformed(path, `expected the JSON of a result: ${problem}`, cause);
  }
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw malformed(
    path,
    `${first === undefined ? 'not a result' : issueWords(first)}${more}`,
    parsed.error,
  );
}

function issueWords({ path, message }: z.core.$ZodIssue): string {
  const key = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  const name = key.join('').replace(/^\./, '');
  return `${name === '' ? 'the whole' : name}: ${message.replace('Invalid input: ', '')}`;
}

function malformed(path: string, problem: string, cause: unknown): BadInputError {
  return new BadInputError(
    `${path}: ${problem}.`,
    'Use result.json as a run wrote it; rlsbench report FOLDER writes it anew from the journal.',
    { cause },
  );
}
