import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Baseline } from '../../bench/gate/baseline/baseline.js';
import { readBaseline, writeBaseline } from '../../bench/gate/baseline/baseline-file.js';
import { gateResult } from '../../bench/gate/gate-result.js';
import type { Operation } from '../../bench/scenario/scenario.js';
import { smallScenario } from '../run/small-run.js';
import { linesOf, runCli } from '../support/cli.js';

let folder: string;
let saved: Baseline;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-gate-'));
  const text = (value: object) => `export default ${JSON.stringify(value)}`;
  // Under load is one cell alone: whether ratios are compared is asked, not how well they are known.
  const oneCell = { telling: ['latest'], tellingTenants: ['tiny'] };
  await writeFile(join(folder, 'app.mjs'), text({ ...smallScenario(ofItsArms), ...oneCell }));
  const failing = smallScenario((each) => ({ ...each, expect: [{ maxBuffers: 1 }] }));
  await writeFile(join(folder, 'failing.mjs'), text(failing));
  await mkdir(join(folder, 'sql'));
  const drop = 'drop index invoices_tenant_created_idx;\n';
  await writeFile(join(folder, 'sql', '001.sql'), drop);
  const unforce = 'alter table customers no force row level security;\n';
  await writeFile(join(folder, 'sql', '002.sql'), unforce);
  const { code, stdout, stderr } = await rlsbench('baseline', 'save', 'app.mjs', '--out', 'b.json');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/where-vs-rls: 2 operations, 24 plans, \d+ expectations held, \d+ ratios/);
  expect(stdout).toMatch(/^Saved as b\.json, \d+ kB\.$/m);
  saved = (await readBaseline(join(folder, 'b.json'))) as Baseline;
}, 90_000);
afterAll(() => rm(folder, { recursive: true }));

/** What is expected of arms that the small scenario has not is no part of its file. */
function ofItsArms(operation: Operation): Operation {
  const names = smallScenario().arms.map(({ name }) => name);
  const expected = operation.expect?.map((each) => ({
    ...each,
    ...(each.arms && { arms: each.arms.filter((arm) => names.includes(arm)) }),
  }));
  return { ...operation, expect: expected?.filter(({ arms }) => arms?.length !== 0) ?? [] };
}

/** In the folder, on few rows. */
function rlsbench(...args: string[]) {
  const env = { SMALL_RUN: JSON.stringify({ minimumBlocks: 8, loadSeconds: 1 }) };
  return runCli([...args, '--profile', 'start'], { small: true, cwd: folder, env });
}

async function gate(baseline: string, ...options: string[]) {
  const end = await rlsbench('gate', 'app.mjs', '--baseline', baseline, ...options);
  const file = join(folder, 'reports', 'latest', 'gate.json');
  const result = existsSync(file)
    ? gateResult.parse(JSON.parse(await readFile(file, 'utf8')))
    : undefined;
  return { ...end, result };
}

function failingRules(result: Awaited<ReturnType<typeof gate>>['result']): string[] {
  const failures = result?.findings.filter(({ level }) => level === 'failure') ?? [];
  return [...new Set(failures.map(({ rule }) => rule))];
}

describe('gate --baseline', { timeout: 90_000 }, () => {
  test('the same as when it was saved: passed without a word, and rebuilt the same', async () => {
    const { code, stdout, stderr, result } = await gate('b.json', '--tier', '1');
    expect(code, stderr + stdout).toBe(0);
    expect(result).toMatchObject({ verdict: 'passed', status: 'complete', findings: [] });
    expect(result?.gate.base).toMatchObject({ kind: 'baseline', label: 'b.json' });
    expect(result?.operations.compared).toBe(2);
    const before = await readFile(join(folder, 'reports', 'latest', 'gate.json'), 'utf8');
    const rebuilt = await runCli(['report', 'reports/latest'], { cwd: folder });
    expect(rebuilt.code, rebuilt.stderr).toBe(0);
    expect(await readFile(join(folder, 'reports', 'latest', 'gate.json'), 'utf8')).toBe(before);
  });

  test('ratios that were a tenth then: failed by them alone', async () => {
    expect(saved.ratios.length).toBeGreaterThan(0);
    const ratios = saved.ratios.map((each) => ({
      ...{ ...each, ratio: each.ratio / 10, low: each.low / 10, high: each.high / 10 },
    }));
    await writeBaseline(join(folder, 'tenth.json'), { ...saved, ratios });
    const { code, stdout, result } = await gate('tenth.json', '--max-time', '5');
    expect(code, stdout).toBe(1);
    expect(failingRules(result)).toEqual(['ratio']);
    expect(result?.gate.maxTimeSeconds).toBe(5);
  });

  test('SQL that drops an index, and a FORCE: failed, with both plans and where to mend it', async () => {
    const { code, stdout, stderr, result } = await gate('b.json', '--sql', 'sql');
    expect(code, stderr).toBe(1);
    expect(linesOf({ code, stdout, stderr, signal: null })).toMatchObject({ error: '', next: '' });
    expect(failingRules(result)).toEqual(expect.arrayContaining(['expectation', 'buffers']));
    const opened = result?.findings.filter(({ rule }) => rule === 'isolation') ?? [];
    expect(opened.map(({ message }) => message)).toEqual([
      expect.stringContaining('Row-level security of customers is no longer forced'),
    ]);
    const lost = result?.findings.find(({ rule }) => rule === 'buffers');
    expect(lost).toMatchObject({ operation: 'latest', file: 'app.mjs' });
    expect(lost?.plans?.base).toContain('invoices_tenant_created_idx');
    expect(lost?.plans?.head).not.toContain('invoices_tenant_created_idx');
  });

  test('another seed: refused before a server is started', async () => {
    const end = await gate('b.json', '--seed', '2');
    expect(end.code).toBe(2);
    expect(linesOf(end).error).toMatch(/b\.json: the seed differs: .* saved with 1, now it is 2/);
    expect(linesOf(end).next).toContain('rlsbench baseline save --out b.json');
  });

  test('another major version: refused before a server is started', async () => {
    const postgres = { major: 14, version: '14.1' };
    await writeBaseline(join(folder, 'old.json'), { ...saved, postgres });
    const end = await gate('old.json');
    expect(end.code).toBe(2);
    expect(linesOf(end).error).toMatch(/major version of PostgreSQL differs: .* 14, now it is 1\d/);
  });

  test('options of --base: refused', async () => {
    const end = await gate('b.json', '--base', 'main');
    expect(end.code).toBe(2);
    expect(linesOf(end).error).toContain('--baseline compares what is here now');
  });

  test('no file: failed, and passed loudly where that is allowed', async () => {
    const end = await gate('none.json');
    expect(end.code).toBe(2);
    expect(linesOf(end).next).toContain('rlsbench baseline save --out none.json');
    const allowed = await gate('none.json', '--allow-missing-baseline', '--report', 'github');
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stderr).toContain('NOTHING WAS COMPARED');
    expect(allowed.stdout).toMatch(/^::notice title=rlsbench%3A nothing was compared::There is no/);
  });
});

describe('baseline', { timeout: 90_000 }, () => {
  test('show says what a file holds', async () => {
    const { code, stdout } = await runCli(['baseline', 'show', 'b.json'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Baseline of rlsbench \S+ on PostgreSQL 1\d\.\d+: dataset invoices/);
  });

  test('save refuses what fails, and leaves no file', async () => {
    const end = await rlsbench('baseline', 'save', 'failing.mjs', '--tier', '1', '--out', 'f.json');
    expect(end.code).toBe(1);
    expect(linesOf(end).error).toMatch(
      /\d+ of \d+ expectations failed, .* No baseline was saved\./,
    );
    expect(existsSync(join(folder, 'f.json'))).toBe(false);
  });
});
