import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { makeRepository, type TestRepository, worktreesOf } from './sides/repository.js';

const FILES = 'docs/examples/gate';
const page = await readFile('docs/gate-a-pull-request.md', 'utf8');
const [, command = ''] = /^rlsbench (gate .*)$/m.exec(page) ?? [];

let repository: TestRepository;
beforeAll(async () => {
  repository = await makeRepository();
  await cp(join(FILES, 'base'), repository.folder, { recursive: true });
  await writeFile(join(repository.folder, '.gitignore'), 'reports/\n');
  await repository.commit({});
  for (const branch of ['reminders', 'fewer-indexes']) {
    repository.git('switch', '--quiet', '--create', branch, 'main');
    await cp(join(FILES, branch), repository.folder, { recursive: true });
    await repository.commit({});
  }
});
afterAll(() => repository.remove());

/** The command of the page on a branch, on little data and in little time. */
async function gateOn(branch: string) {
  repository.git('switch', '--quiet', branch);
  const args = [...command.split(' '), '--profile', 'start', '--max-time', '5'];
  const end = await runCli(args, { small: true, cwd: repository.folder });
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(worktreesOf(repository)).toEqual([]);
  return end;
}

describe('the repository that docs/gate-a-pull-request.md walks through', () => {
  test.each([
    ['base/migrations/001_due.sql', 'sql'],
    ['base/app.scenario.mjs', 'js'],
    ['reminders/migrations/002_reminders.sql', 'sql'],
    ['fewer-indexes/migrations/002_fewer_indexes.sql', 'sql'],
  ])('is quoted whole: %s', async (path, language) => {
    const text = await readFile(join(FILES, path), 'utf8');
    expect(page).toContain(`\`\`\`${language}\n${text}\`\`\`\n`);
  });

  test('the harmless pull request passes, timed', async () => {
    const { code, stdout, stderr } = await gateOn('reminders');
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/^Passed\./);
    expect(stdout).toMatch(/Blocks\s+a\s+timing:\s+\d\d/);
  }, 120_000);

  test('the harmful one fails, by what its plans read', async () => {
    const { code, stdout, stderr } = await gateOn('fewer-indexes');
    expect(code, stderr + stdout).toBe(1);
    // As on the page, but for the numbers, which are those of less data.
    const withoutNumbers = (text: string) =>
      text
        .replaceAll(/[\d,]+/g, '#')
        .split(/\s+/)
        .join(' ');
    const [, quoted = ''] = /^```\n(Failed\.[^`]*)```$/m.exec(page) ?? [];
    const [sentence] = withoutNumbers(quoted).split(' - ');
    expect(sentence).toMatch(/^Failed\. # of # operations got worse: Latest # invoices/);
    expect(withoutNumbers(stdout)).toContain(sentence);
    expect(stdout).toContain('at app.scenario.mjs:18');
    // Which tenants plan what depends on how much data there is; what is gone does not.
    expect(quoted).toMatch(/since\s+invoices_tenant_created_idx\s+is\s+gone/);
    expect(stdout).toMatch(/since\s+invoices_tenant_created_idx\s+is\s+gone/);
  }, 120_000);
});
