import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  readBaseline,
  requireBaseline,
  writeBaseline,
} from '../../../bench/gate/baseline/baseline-file.js';
import {
  requireComparable,
  requireSameMajor,
} from '../../../bench/gate/baseline/require-comparable.js';
import { madeBaseline } from './made-baseline.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-baseline-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a baseline file', () => {
  test('is written whole, makes its folders, and is read as it was', async () => {
    const path = join(folder, 'deeper', 'baseline.json');
    const bytes = await writeBaseline(path, madeBaseline());
    expect((await readFile(path)).byteLength).toBe(bytes);
    expect(await readBaseline(path)).toEqual(madeBaseline());
    expect(await readdir(join(folder, 'deeper'))).toEqual(['baseline.json']);
  });

  test('has a fact a line: another buffer is one line of a diff, or two', async () => {
    const path = join(folder, 'lines.json');
    const lines = async (buffers: number) => {
      const made = madeBaseline();
      const plans = made.plans.map((plan) => ({ ...plan, buffers }));
      await writeBaseline(path, { ...made, plans });
      return (await readFile(path, 'utf8')).split('\n');
    };
    const [before, after] = [await lines(4), await lines(5)];
    expect(after).toHaveLength(before.length);
    expect(after.filter((line, at) => line !== before[at])).toHaveLength(1);
  });

  test('holds no time', async () => {
    const path = join(folder, 'times.json');
    await writeBaseline(path, madeBaseline());
    expect(await readFile(path, 'utf8')).not.toMatch(/Ms"|Ns"|At"|\b20\d\d-\d\d-\d\d/);
  });

  test('that is not there is told with how to make one', async () => {
    const path = join(folder, 'missing.json');
    expect(await readBaseline(path)).toBeUndefined();
    await expect(requireBaseline(path)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('found no such file'),
      nextStep: expect.stringMatching(/rlsbench baseline save --out .*--allow-missing-baseline/),
    });
  });

  test.each([
    ['not JSON', '{"version": 1,', /not JSON/],
    ['another format', '{"version": 2}', /its format is 2, this version reads 1/],
    ['no baseline', '{"version": 1, "plans": []}', /expected a baseline of rlsbench: .*rlsbench/],
    ['no object', '[1]', /expected a baseline of rlsbench/],
  ])('that is %s is refused, by its name', async (_, text, message) => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, text);
    const refused = await readBaseline(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(refused).toMatchObject({ message: expect.stringContaining(path) });
  });

  test('that is a folder is refused', async () => {
    await expect(readBaseline(folder)).rejects.toMatchObject({ exitCode: 2 });
  });

  test('can not be written where there is a file in its way: the environment is told', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(writeBaseline(join(path, 'a.json'), madeBaseline())).rejects.toMatchObject({
      exitCode: 3,
    });
  });
});

describe('a baseline that says nothing of today', () => {
  const { dataset } = madeBaseline();
  const request = {
    profile: {
      ...{ name: 'start', about: '', siblingBytes: 1, cells: 'telling', minimumBlocks: 1 },
      ...{ roundsPerBlock: 1, parameterSets: 1, loadSeconds: 1 },
      ...{ size: { invoices: 5_000, tenants: 20 }, siblingInvoices: 2_000 },
    },
    seed: 1,
    scenarios: [{ dataset: 'invoices' }],
  } as unknown as Parameters<typeof requireComparable>[2];
  const refusal = (over: Partial<ReturnType<typeof madeBaseline>>) => () =>
    requireComparable('b.json', { ...madeBaseline(), ...over }, request);

  test('the same is taken', () => {
    expect(refusal({})).not.toThrow();
  });

  test.each([
    [{ rlsbench: '0.0.1' }, /the version of rlsbench differs: .* 0\.0\.1, now it is \d/],
    [{ dataset: { ...dataset, seed: 2 } }, /the seed differs: .* saved with 2, now it is 1/],
    [
      { dataset: { ...dataset, rows: 9 } },
      /the rows of the main table differs: .* 9, now it is 5000/,
    ],
    [{ dataset: { ...dataset, profile: 'quick' } }, /the profile differs/],
    [{ dataset: { ...dataset, hash: 'f00' } }, /the schema's SQL, .* differs/],
    [{ dataset: { ...dataset, schema: 'other' } }, /the dataset differs/],
    [{ dataset: { ...dataset, generator: 99 } }, /generator differs/],
  ])('%j', (over, message) => {
    expect(refusal(over)).toThrow(message);
    expect(refusal(over)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        nextStep: expect.stringContaining('rlsbench baseline save --out b.json'),
      }),
    );
  });

  test('another major version is refused, another minor one is told', () => {
    const on = (serverVersion: string, serverVersionNum: number) => () =>
      requireSameMajor('b.json', madeBaseline(), { serverVersion, serverVersionNum });
    expect(on('17.9', 170_009)).toThrow(/major version of PostgreSQL differs: .* 18, now it is 17/);
    expect(on('18.4', 180_004)()).toBeUndefined();
    expect(on('18.5', 180_005)()).toMatch(/of PostgreSQL 18\.4, this is 18\.5/);
  });
});
