import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { pointLatest } from '../../bench/report/latest.js';
import { writeReport } from '../../bench/report/write.js';
import { result as resultSchema } from '../../bench/result/result.js';
import { small, syntheticRun } from './synthetic.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-report-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('writeReport', { timeout: 60_000 }, () => {
  test('the same result gives byte-equal files', async () => {
    const { result, plans } = small(syntheticRun());
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    await writeReport(one, result, plans);
    await writeReport(two, structuredClone(result), structuredClone(plans));
    const files = (await readdir(one, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(one.length + 1));
    expect(files).toEqual(
      expect.arrayContaining([
        'index.html',
        'summary.md',
        'result.json',
        'charts/where-vs-rls--point--whale--c1--ladder.vl.json',
        'charts/where-vs-rls--point--whale--c1--forest.svg',
        'plans/where-vs-rls--point--whale--rls-context.json',
      ]),
    );
    for (const file of files) {
      const read = (dir: string) => readFile(join(dir, file), 'utf8');
      expect((await read(two)) === (await read(one)), file).toBe(true);
    }
    expect(
      resultSchema.parse(JSON.parse(await readFile(join(one, 'result.json'), 'utf8'))),
    ).toEqual(result);
  });

  test('rebuilding an old report leaves latest where it points', async () => {
    const { result, plans } = small(syntheticRun());
    const parent = join(root, 'rebuild');
    for (const name of ['first', 'second']) await mkdir(join(parent, name), { recursive: true });
    await pointLatest(join(parent, 'first'));
    await pointLatest(join(parent, 'second'));
    await writeReport(join(parent, 'first'), result, plans);
    expect(await readlink(join(parent, 'latest'))).toBe('second');
    await pointLatest(join(parent, 'latest'));
    expect(await readlink(join(parent, 'latest'))).toBe('second');
  });

  test('charts and plans of an earlier report go; nothing else does', async () => {
    const { result, plans } = small(syntheticRun());
    const dir = join(root, 'leftovers');
    const keep = [
      'journal.jsonl',
      'mine.svg',
      'charts/notes.txt',
      'plans/mine/a.json',
      'other/a.svg',
    ];
    const go = [
      'charts/s--o--tiny--c1--forest.svg',
      'charts/x.vl.json',
      'plans/s--o--tiny--a.json',
    ];
    for (const path of [...keep, ...go]) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), 'from before');
    }
    await writeReport(dir, result, plans);
    const files = await readdir(dir, { recursive: true });
    expect(files).toEqual(expect.arrayContaining(keep));
    expect(files).toContain('charts/where-vs-rls--point--whale--c1--ladder.svg');
    expect(go.filter((path) => files.includes(path))).toEqual([]);
  });

  test('where no link can be made, latest.txt names the report', async () => {
    const parent = join(root, 'nolink');
    await mkdir(join(parent, 'latest', 'someone-elses'), { recursive: true });
    await mkdir(join(parent, 'run'));
    await pointLatest(join(parent, 'run'));
    expect(await readFile(join(parent, 'latest.txt'), 'utf8')).toBe('run\n');
    expect(await readdir(parent)).toEqual(['latest', 'latest.txt', 'run']);
  });

  test('a file that cannot be written is named', async () => {
    const { result, plans } = small(syntheticRun());
    const blocked = join(root, 'blocked');
    await writeFile(blocked, 'a file where the folder should be');
    const attempt = writeReport(blocked, result, plans);
    await expect(attempt).rejects.toBeInstanceOf(EnvironmentError);
    await expect(attempt).rejects.toThrow(join(blocked, 'result.json'));
  });

  test('an empty partial run still makes a page', async () => {
    const { result } = syntheticRun({ status: 'partial' });
    const dir = join(root, 'empty');
    await writeReport(dir, { ...result, arms: [], contrasts: [], proofs: [] }, []);
    const page = await readFile(join(dir, 'index.html'), 'utf8');
    expect(page).toContain('Nothing was measured');
    expect(page).toContain('partial run');
  });
});
