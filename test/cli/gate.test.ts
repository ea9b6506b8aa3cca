import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gateResult } from '../../bench/gate/gate-result.js';
import { linesOf, runCli, startCli } from '../support/cli.js';
import { type GateRepository, makeRepository, SPEC } from './gate-repository.js';

const OPTIONS = ['--profile', 'start', '--max-time', '5', '--sql', 'migrations'];

async function gate({ folder }: GateRepository, ...options: string[]) {
  const end = await runCli(['gate', 'app.scenario.mjs', ...OPTIONS, ...options], {
    small: true,
    cwd: folder,
  });
  return { ...end, result: resultIn(folder) };
}

function resultIn(folder: string) {
  const file = join(folder, 'reports', 'latest', 'gate.json');
  return existsSync(file) ? gateResult.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

const DROPPED = { 'migrations/002_tidy.sql': 'drop index invoices_tenant_created_idx;\n' };

describe('gate', { timeout: 90_000 }, () => {
  test('base equals head: passed, timed, exit code 0', async () => {
    const repository = await makeRepository();
    const { code, stdout, stderr, result } = await gate(repository, '--base', 'HEAD');
    expect(code, stderr + stdout).toBe(0);
    expect(result).toMatchObject({ verdict: 'passed', status: 'complete' });
    expect(result?.operations.compared).toBe(2);
    expect(result?.trust.timed).toBe(true);
    expect(result?.findings.filter(({ level }) => level === 'failure')).toEqual([]);
    const cells = new Set(result?.timings.map((each) => `${each.operation} ${each.tenant}`));
    expect(cells.size).toBe(2 * 3);
    expect(Math.min(...(result?.timings ?? []).map(({ blocks }) => blocks))).toBeGreaterThan(15);
    expect(repository.git('status', '--porcelain')).toBe('?? reports/\n');
  });

  test('head drops an index: failed in tier 1, without a clock', async () => {
    const repository = await makeRepository();
    await repository.write(DROPPED);
    const { code, stdout, stderr, result } = await gate(repository, '--base', 'HEAD');
    expect(code, stderr).toBe(1);
    expect(linesOf({ code, stdout, stderr, signal: null })).toMatchObject({ error: '', next: '' });
    expect(result?.trust.timed).toBe(false);
    expect(result?.sentence).toMatch(/^1 of 2 operations got worse: .*Latest 20 invoices/i);
    expect(stdout).toContain('invoices_tenant_created_idx');
    const rules = new Set(
      result?.findings.filter(({ level }) => level === 'failure').map(({ rule }) => rule),
    );
    expect(rules).toContain('buffers');
    expect(rules).toContain('expectation');
  });

  test('head adds a policy that changes no row: passed, and said', async () => {
    const repository = await makeRepository();
    await repository.write({
      'migrations/002_policy.sql':
        'create policy owed on invoices as restrictive for select using (amount is not null);',
    });
    const { code, stdout, stderr, result } = await gate(
      repository,
      '--base',
      'HEAD',
      '--tier',
      '1',
    );
    expect(code, stderr + stdout).toBe(0);
    expect(result?.findings).toEqual([
      expect.objectContaining({ level: 'notice', message: expect.stringContaining('owed') }),
    ]);
  });

  test('head adds a policy that opens the table: failed, with whose rows were seen', async () => {
    const repository = await makeRepository();
    await repository.write({
      'migrations/002_policy.sql': 'create policy all_of_it on invoices for select using (true);',
    });
    const { code, stdout, stderr, result } = await gate(repository, '--base', 'HEAD');
    expect(code, stderr).toBe(1);
    expect(result?.findings[0]).toMatchObject({ rule: 'isolation', level: 'failure' });
    expect(stdout).toMatch(/another tenant|isolation/i);
  });

  test('head drops a column that a query reads: failed, and the query said', async () => {
    const repository = await makeRepository();
    await repository.write({
      'migrations/002_status.sql': 'alter table invoices drop column status;',
    });
    const { code, stdout, stderr, result } = await gate(repository, '--base', 'HEAD');
    expect(code, stderr + stdout).toBe(1);
    const [first] = result?.findings ?? [];
    expect(first).toMatchObject({
      level: 'failure',
      operation: 'latest',
      file: 'app.scenario.mjs',
    });
    expect(first?.message).toContain('column "status" does not exist');
    expect(`${stdout}${stderr}`).not.toMatch(/head:(where|rls)|scenarios\/app/);
  });

  test('SQL that does not apply: file, line, what the server said, exit code 2', async () => {
    const repository = await makeRepository();
    await repository.write({
      'migrations/002_wrong.sql': '-- a slip\nselect 1;\ncreate index on invoces (tenant_id);\n',
    });
    const end = await gate(repository, '--base', 'HEAD', '--tier', '1');
    expect(end.code, end.stdout).toBe(2);
    expect(linesOf(end).error).toMatch(
      /migrations\/002_wrong\.sql:3: .*relation "invoces" does not/,
    );
    expect(linesOf(end).next).toContain('create index on invoces');

    repository.git('add', '-A');
    repository.git('commit', '-qm', 'wrong');
    await repository.write({ 'migrations/002_wrong.sql': 'select 1;\n' });
    const base = await gate(repository, '--base', 'HEAD', '--tier', '1');
    expect(base.code, base.stdout).toBe(2);
    expect(linesOf(base).error).toMatch(/HEAD:migrations\/002_wrong\.sql:3: /);
  });

  test('head whose queries can no longer be compared does not pass, and its SQL is still looked at', async () => {
    const repository = await makeRepository();
    const operations = SPEC.operations.map(({ tenantColumn: _, ...operation }) => operation);
    await repository.write({
      'app.scenario.mjs': `export default ${JSON.stringify({ ...SPEC, operations })}`,
      'migrations/002_owner.sql': 'alter table invoices no force row level security;',
    });
    const { code, stderr, result } = await gate(repository, '--base', 'HEAD', '--tier', '1');
    expect(code, stderr).toBe(1);
    expect(result).toMatchObject({ verdict: 'failed', operations: { compared: 0 } });
    expect(result?.findings[0]).toMatchObject({ rule: 'isolation', level: 'failure' });
    expect(result?.findings[0]?.message).toContain('no longer forced');

    await rm(join(repository.folder, 'app.scenario.mjs'));
    const none = await gate(repository, '--base', 'HEAD', '--tier', '1');
    expect(none.code, none.stdout).toBe(2);
    expect(linesOf(none).error).toMatch(/head .*has none of the scenarios/);
  });

  test('an unknown ref, no base at all, a server of somebody else', async () => {
    const repository = await makeRepository();
    const unknown = await gate(repository, '--base', 'no-such-branch');
    expect(unknown.code).toBe(2);
    expect(linesOf(unknown).error).toContain('no-such-branch');
    const none = await gate(repository);
    expect([none.code, linesOf(none).error]).toEqual([2, expect.stringContaining('--base')]);
    const url = await gate(repository, '--base', 'HEAD', '--target', 'postgres://a@127.0.0.1/b');
    expect([url.code, linesOf(url).error]).toEqual([2, expect.stringContaining('--target')]);
  });

  test('a dirty working tree is compared as it is, and left as it was', async () => {
    const repository = await makeRepository();
    await repository.write({ ...DROPPED, 'notes.txt': 'not committed\n' });
    repository.git('add', 'notes.txt');
    const before = repository.git('status', '--porcelain');
    const { code } = await gate(repository, '--base', 'main', '--tier', '1', '--out', 'reports');
    expect(code).toBe(1);
    const after = repository.git('status', '--porcelain').replace('?? reports/\n', '');
    expect(after).toBe(before);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('interrupted half-way: 130, the samples kept as partial, nothing left', async () => {
    const repository = await makeRepository();
    const cache = join(repository.folder, 'cache');
    await mkdir(cache);
    const cli = startCli(['gate', 'app.scenario.mjs', ...OPTIONS, '--base', 'HEAD'], {
      small: true,
      cwd: repository.folder,
    });
    onTestFinished(() => void cli.child.kill('SIGKILL'));
    await untilBlocks(join(repository.folder, 'reports'));
    cli.child.kill('SIGINT');
    const { code, stderr } = await cli.end;
    expect(code, stderr).toBe(130);
    expect(resultIn(repository.folder)).toMatchObject({ status: 'partial', verdict: 'failed' });
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(repository.folder, '.git', 'rlsbench'))).toBe(false);
  });
});

async function untilBlocks(out: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const folders = existsSync(out) ? readdirSync(out) : [];
    const journals = folders.map((name) => join(out, name, 'journal.jsonl'));
    if (journals.some((file) => existsSync(file) && readFileSync(file, 'utf8').includes('"block"')))
      return;
    await sleep(20);
  }
  throw new Error('No block was measured in a minute');
}
