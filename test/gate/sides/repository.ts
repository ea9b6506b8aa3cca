import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository of a test's own, in a temporary folder. */
export interface TestRepository {
  readonly folder: string;
  git(...args: string[]): string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Writes the files and commits all there is. */
  commit(files: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

export async function makeRepository(): Promise<TestRepository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'rlsbench-repository-')));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'A test');
  git('config', 'user.email', 'test@example.com');
  return {
    folder,
    git,
    write,
    read: (path) => readFile(join(folder, path), 'utf8'),
    commit: async (files) => {
      for (const [path, content] of Object.entries(files)) await write(path, content);
      git('add', '--all');
      git('commit', '--quiet', '--no-verify', '--allow-empty', '--message=a test');
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What git and the file system know of worktrees of ours. */
export function worktreesOf({ git }: TestRepository): string[] {
  const lines = git('worktree', 'list', '--porcelain').split('\n');
  return lines.filter((line) => line.startsWith('worktree ') && line.includes('rlsbench/'));
}
