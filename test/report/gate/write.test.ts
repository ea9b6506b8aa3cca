import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../../bench/errors.js';
import { gateResult } from '../../../bench/gate/gate-result.js';
import { writeGate } from '../../../bench/report/gate/write.js';
import { madeGateResult } from '../../gate/made-gate.js';
import { small, syntheticRun } from '../synthetic.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-gate-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('writeGate', { timeout: 60_000 }, () => {
  const result = madeGateResult();
  const { plans } = small(syntheticRun());

  test('writes every file, the same bytes each time, and leaves no plan of before', async () => {
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    await writeGate(one, result, plans);
    await writeGate(two, structuredClone(result), structuredClone(plans));
    await writeFile(join(two, 'plans', 'of--before.json'), '{}');
    await writeFile(join(two, 'journal.jsonl'), 'kept');
    await writeGate(two, result, plans);
    const files = (await readdir(one, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(one.length + 1));
    const named = [
      ...['gate.json', 'index.html', 'summary.md', 'gate.junit.xml', 'gate.sarif'],
      ...['gate.bencher.json', 'gate.smaller-is-better.json'],
    ];
    expect(files.filter((file) => !file.includes('/')).sort()).toEqual(named.sort());
    expect(files.filter((file) => file.startsWith('plans/'))).toHaveLength(plans.length);
    for (const file of files) {
      const read = (dir: string) => readFile(join(dir, file), 'utf8');
      expect((await read(two)) === (await read(one)), file).toBe(true);
    }
    expect(await readdir(join(two, 'plans'))).not.toContain('of--before.json');
    expect(await readFile(join(two, 'journal.jsonl'), 'utf8')).toBe('kept');
    const written = JSON.parse(await readFile(join(one, 'gate.json'), 'utf8'));
    expect(gateResult.parse(written)).toEqual(result);
  });

  test('a file that cannot be written is named', async () => {
    const blocked = join(root, 'blocked');
    await writeFile(blocked, 'a file where the folder should be');
    const attempt = writeGate(blocked, result, []);
    await expect(attempt).rejects.toBeInstanceOf(EnvironmentError);
    await expect(attempt).rejects.toThrow(join(blocked, 'gate.json'));
  });
});
