import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BadInputError, EnvironmentError } from '../../../bench/errors.js';
import { openWorktree } from '../../../bench/gate/sides/worktree.js';
import { makeRepository, type TestRepository, worktreesOf } from './repository.js';

let repository: TestRepository;
let first: string;
let cwd: string;

beforeAll(async () => {
  repository = await makeRepository();
  cwd = repository.folder;
  first = await repository.commit({ 'a.sql': 'select 1;', 'db/b.sql': 'select 2;' });
  repository.git('tag', 'v1');
  await repository.commit({ 'a.sql': 'select 10;' });
});
afterAll(() => repository.remove());

const placesLeft = () => readdir(join(cwd, '.git', 'rlsbench')).catch(() => []);

async function refusalOf(ref: string, at = cwd): Promise<BadInputError | EnvironmentError> {
  const error = await openWorktree(ref, { cwd: at }).catch((error) => error);
  expect([BadInputError, EnvironmentError]).toContain(error.constructor);
  return error;
}

test('holds the files of the ref, inside .git, until it is removed', async () => {
  const worktree = await openWorktree('v1', { cwd: join(cwd, 'db') });
  expect(worktree).toMatchObject({ commit: first, root: cwd, prefix: 'db/' });
  expect(worktree.folder.startsWith(join(cwd, '.git', 'rlsbench'))).toBe(true);
  expect(await readFile(join(worktree.folder, 'a.sql'), 'utf8')).toBe('select 1;');
  expect(worktreesOf(repository)).toHaveLength(1);
  await worktree.remove();
  await worktree.remove();
  expect(worktreesOf(repository)).toEqual([]);
  expect(await placesLeft()).toEqual([]);
});

test('two of one commit stand beside each other', async () => {
  const both = await Promise.all([openWorktree('HEAD', { cwd }), openWorktree('main', { cwd })]);
  expect(new Set(both.map(({ folder }) => folder)).size).toBe(2);
  for (const { remove } of both) await remove();
  expect(worktreesOf(repository)).toEqual([]);
});

test('a working tree with changes is left as it is, and no hook is run', async () => {
  await repository.write('a.sql', 'select 11;');
  await repository.write('staged.sql', 'select 12;');
  repository.git('add', 'staged.sql');
  await repository.write('untracked.sql', 'select 13;');
  await repository.write('.git/hooks/post-checkout', '#!/bin/sh\ntouch hooked\n');
  await chmod(join(cwd, '.git/hooks/post-checkout'), 0o755);
  const look = async () => ({
    status: repository.git('status', '--porcelain'),
    branch: repository.git('symbolic-ref', 'HEAD'),
    stash: repository.git('stash', 'list'),
    files: await Promise.all(['a.sql', 'staged.sql', 'untracked.sql'].map(repository.read)),
  });
  const before = await look();
  expect(before.status).toBe('M a.sql\nA  staged.sql\n?? untracked.sql');
  const worktree = await openWorktree('v1', { cwd });
  expect(await look()).toEqual(before);
  expect(await readdir(worktree.folder)).not.toContain('hooked');
  await worktree.remove();
  expect(await look()).toEqual(before);
  repository.git('reset', '--quiet', '--hard');
  await rm(join(cwd, 'untracked.sql'));
});

test('the settings of a git hook that runs us do not lead astray', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { GIT_DIR: '/none', GIT_INDEX_FILE: '/none/index' });
  try {
    const worktree = await openWorktree('v1', { cwd });
    expect(worktree.commit).toBe(first);
    await worktree.remove();
  } finally {
    process.env = before;
  }
});

describe('what a run that was killed left', () => {
  const leave = async (end: 'SIGKILL' | 'exit') => {
    const hooks = fileURLToPath(new URL('../../support/typescript.mjs', import.meta.url));
    const module = new URL('../../../bench/gate/sides/worktree.ts', import.meta.url).href;
    const code = `const { openWorktree } = await import(${JSON.stringify(module)});
      await openWorktree('v1', { cwd: process.cwd() });
      ${end === 'exit' ? 'process.exit(130)' : "process.kill(process.pid, 'SIGKILL')"}`;
    const args = [`--import=${pathToFileURL(hooks).href}`, '--input-type=module', '--eval', code];
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'close');
  };

  test('is removed by the next, which leaves those of living runs', async () => {
    await leave('SIGKILL');
    expect(worktreesOf(repository)).toHaveLength(1);
    const living = await openWorktree('main', { cwd });
    expect(worktreesOf(repository)).toHaveLength(1);
    const next = await openWorktree('main', { cwd });
    expect(worktreesOf(repository)).toHaveLength(2);
    expect(await readFile(join(living.folder, 'a.sql'), 'utf8')).toBe('select 10;');
    for (const { remove } of [living, next]) await remove();
    expect(await placesLeft()).toEqual([]);
  });

  test('is nothing but an empty folder when it ended at once by itself', async () => {
    await leave('exit');
    expect(worktreesOf(repository)).toEqual([]);
    const next = await openWorktree('main', { cwd });
    await next.remove();
    expect(worktreesOf(repository)).toEqual([]);
  });
});

describe('is refused', () => {
  let outside: string;
  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'rlsbench-outside-'));
  });
  afterAll(() => rm(outside, { recursive: true, force: true }));
  afterEach(async () => {
    expect(worktreesOf(repository)).toEqual([]);
    expect(await placesLeft()).toEqual([]);
  });

  test.each(['none', '--help', '-q', 'main..v1', '', ':/a'])(
    'an unknown ref: "%s"',
    async (ref) => {
      const error = await refusalOf(ref);
      expect(error.message).toContain(`Expected a folder or a git ref, got "${ref}"`);
      expect(error.exitCode).toBe(2);
    },
  );

  test('a branch that is only the remote’s, with its name there', async () => {
    repository.git('update-ref', 'refs/remotes/origin/theirs', 'main');
    expect((await refusalOf('theirs')).nextStep).toBe('There is origin/theirs: name that.');
  });

  test('what a shallow clone has not, with how to fetch it', async () => {
    const clone = join(outside, 'shallow');
    repository.git('clone', '--quiet', '--depth=1', `file://${cwd}`, clone);
    const error = await refusalOf('v1', clone);
    expect(error.message).toMatch(/This clone is shallow\.$/);
    expect(error.nextStep).toMatch(/git fetch --depth=1 origin v1.*fetch-depth: 0/);
    const worktree = await openWorktree('main', { cwd: clone });
    await worktree.remove();
  });

  test('a place that is no repository', async () => {
    const error = await refusalOf('main', outside);
    expect(error.message).toMatch(/no such folder, and no git repository here/);
  });

  test('a machine without git', async () => {
    const path = process.env.PATH;
    process.env.PATH = outside;
    try {
      const error = await refusalOf('main');
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error.nextStep).toMatch(/^Install git/);
    } finally {
      process.env.PATH = path;
    }
  });
});
