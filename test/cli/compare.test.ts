import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import { madeGateFacts, madeStart } from '../gate/made-facts.js';
import { syntheticMember } from '../matrix/synthetic-members.js';
import { linesOf, runCli } from '../support/cli.js';

const made = syntheticMember(18, { operations: ['latest'] }).result;
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-compare-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function report(name: string, result: unknown): Promise<string> {
  await mkdir(join(root, name), { recursive: true });
  await writeFile(join(root, name, 'result.json'), JSON.stringify(result));
  return join(root, name);
}

describe.concurrent('rlsbench compare', { timeout: 60_000 }, () => {
  test('two runs, by folder and by file: exit 0, whatever differs', async () => {
    const a = await report('a', made);
    const b = await report('b', { ...made, seed: 2 } satisfies Result);
    const end = await runCli(['compare', a, join(b, 'result.json')]);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toMatch(/^Exact figures may not be compared; none of/);
    const json = await runCli(['compare', a, a, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      kinds: { exact: true, ratios: true, times: true },
      exact: { changes: [] },
    });
    const markdown = await runCli(['compare', a, a, '--markdown']);
    expect(markdown.stdout).toMatch(/^# rlsbench compare\n/);
  });

  test('nothing in common: what they have is printed, then why, and exit 2', async () => {
    const a = await report('c', made);
    const b = await report('d', {
      ...made,
      dataset: { ...made.dataset, schema: 'other' },
    } satisfies Result);
    const end = await runCli(['compare', a, b]);
    expect(end.code).toBe(2);
    expect(end.stdout).toMatch(/What may be compared/);
    expect(linesOf(end)).toMatchObject({
      error: expect.stringMatching(/Nothing of .* may be compared: dataset \(invoices/),
      others: [],
    });
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a wrong key',
      { ...made, seed: 'one' },
      /result\.json: seed: expected number, received string/,
    ],
    [
      'a deep key',
      { ...made, arms: [{ ...made.arms[0], roundTrips: 'x' }] },
      /result\.json: arms\[0\]\.roundTrips: expected/,
    ],
    ['another version', { ...made, version: 7 }, /result\.json: version: expected 1/],
    ['no object', [], /result\.json: the whole: expected object, received array/],
  ])('%s in a file: named, with what was expected, exit 2', async (name, value, error) => {
    const bad = await report(`bad ${name}`, value);
    const end = await runCli(['compare', bad, bad]);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(linesOf(end)).toMatchObject({ error: expect.stringMatching(error), others: [] });
  });

  test('no such path, an empty folder, a matrix: said, exit 2', async () => {
    const a = await report('e', made);
    const empty = join(root, 'empty');
    await mkdir(empty);
    const matrix = join(root, 'matrix');
    await mkdir(matrix);
    await writeFile(join(matrix, 'matrix.json'), '{}');
    const cases: [string, RegExp][] = [
      [join(root, 'none'), /found nothing at .*none/],
      [empty, /Expected result\.json or journal\.jsonl in .*empty/],
      [matrix, /got a matrix of several versions/],
    ];
    for (const [path, error] of cases) {
      const end = await runCli(['compare', a, path]);
      expect(end.code).toBe(2);
      expect(linesOf(end).error).toMatch(error);
    }
  });
});

describe('rlsbench report of a gate', { timeout: 60_000 }, () => {
  test('is rebuilt from its journal: summary, page and files', async () => {
    const folder = join(root, 'gate');
    await mkdir(folder);
    const start = madeStart();
    const records = [
      start,
      { type: 'gate', gate: madeGateFacts({ scenarios: [], pairs: [] }) },
      {
        type: 'end',
        status: 'complete',
        reason: null,
        finishedAt: start.startedAt,
        environment: start.environment,
      },
    ];
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    await writeFile(join(folder, 'journal.jsonl'), lines.join(''));
    const end = await runCli(['report', folder]);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toMatch(
      /^(Passed|Failed)\. [\s\S]*\nTrust: [\s\S]*\nPage: .*gate\/index\.html\n$/,
    );
    const json = await runCli(['report', folder, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      gate: { base: { label: 'main' } },
    });
  });
});
