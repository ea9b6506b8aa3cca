import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { openJournal } from '../../bench/result/journal-writer.js';
import { readJournal } from '../../bench/result/read-journal.js';
import { contrast, syntheticJournal } from '../../scripts/synthetic-journal.js';

const records = syntheticJournal({
  seed: 1,
  cells: 1,
  blocks: 3,
  roundsPerBlock: 5,
  arms: { where: 1, again: 1 },
  contrasts: [contrast('again', 'where', 'aa')],
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

function writeAll(all: readonly JournalRecord[]): string {
  const journal = openJournal(folder);
  for (const record of all) journal.append(record);
  journal.close();
  return journal.path;
}

describe('journal', () => {
  test('reads back what was written, also over two openings', () => {
    writeAll(records.slice(0, 2));
    writeAll(records.slice(2));
    expect(readJournal(folder)).toEqual(records);
  });

  test('each record is on disk when append returns', async () => {
    const journal = openJournal(folder);
    journal.append(records[0] as JournalRecord);
    expect(readJournal(folder)).toEqual(records.slice(0, 1));
    journal.close();
    expect(() => journal.append(records[0] as JournalRecord)).toThrow('closed journal');
  });

  test('cut anywhere in its last line it gives all records before', async () => {
    const whole = await readFile(writeAll(records), 'utf8');
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (const length of [lastLine, lastLine + 1, lastLine + 20, whole.length - 2]) {
      await writeFile(join(folder, 'journal.jsonl'), whole.slice(0, length));
      expect(readJournal(folder)).toEqual(records.slice(0, -1));
    }
    await writeFile(join(folder, 'journal.jsonl'), whole.slice(0, -1));
    expect(readJournal(folder)).toEqual(records);
  });

  test.each([
    ['{"type":"blo\n', /journal\.jsonl:7: .*not JSON/],
    ['{"type":"block","scenario":3}\n', /journal\.jsonl:7: expected a journal record: .*scenario/],
    ['{"type":"surprise"}\n', /journal\.jsonl:7/],
    ['\n', /journal\.jsonl:7/],
  ])('any other malformed line is named: %j', async (line, message) => {
    await appendFile(writeAll(records), line);
    expect(() => readJournal(folder)).toThrow(BadInputError);
    expect(() => readJournal(folder)).toThrow(message);
  });

  test('a folder without a journal is bad input, and one that is not there cannot be written', () => {
    expect(() => readJournal(folder)).toThrow(BadInputError);
    expect(() => openJournal(join(folder, 'missing'))).toThrow(EnvironmentError);
  });

  // /dev/full answers every write with ENOSPC; only Linux has it.
  test.skipIf(!existsSync('/dev/full'))('a full disk is said once, in a sentence', async () => {
    await symlink('/dev/full', join(folder, 'journal.jsonl'));
    const journal = openJournal(folder);
    const append = () => journal.append(records[0] as JournalRecord);
    expect(append).toThrow(EnvironmentError);
    expect(append).not.toThrow();
    journal.close();
    const second = openJournal(folder);
    expect(() => second.append(records[0] as JournalRecord)).toThrow(/the disk is full/);
    second.close();
  });
});
