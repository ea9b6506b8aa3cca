import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { EnvironmentError } from '../../errors.js';
import { hasDeadOwner, writeOwner } from '../../target/live-runs.js';
import { git, gitEnvironment, QUIETLY } from './git.js';
import { type ResolvedRef, resolveRef } from './ref.js';

/** The files of a ref, in a folder that is there for as long as this process at most. */
export interface Worktree extends ResolvedRef {
  readonly folder: string;
  /** Safe to call twice. */
  remove(): Promise<void>;
}

/**
 * Puts the files of a ref into a folder inside the repository's `.git`: there `git status` does not
 * see it, and modules are still looked up in the repository's own node_modules. The working tree and
 * the index are not touched. What runs that were killed left there is removed first.
 *
 * @throws {BadInputError} when there is no repository or no such ref
 * @throws {EnvironmentError} when there is no git, or it can't write the files
 */
export async function openWorktree(ref: string, { cwd }: { cwd: string }): Promise<Worktree> {
  const resolved = await resolveRef(ref, cwd);
  const { commit, gitFolder } = resolved;
  const places = join(gitFolder, 'rlsbench');
  await sweep(places, cwd);
  const place = join(places, `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`);
  const folder = join(place, commit.slice(0, 12));
  await mkdir(place, { recursive: true }).catch((cause) => {
    throw cannotWrite(ref, String(cause.message), cause);
  });
  const atExit = () => removeAtOnce(folder, cwd);
  process.once('exit', atExit);
  let removing: Promise<void> | undefined;
  const remove = () => {
    removing ??= removePlace(place, cwd).finally(() => process.off('exit', atExit));
    return removing;
  };
  try {
    await writeOwner(place);
    const added = await git(['worktree', 'add', '--detach', '--force', folder, commit], cwd);
    if (added.code !== 0) throw cannotWrite(ref, added.stderr.split('\n').at(-1) ?? '');
  } catch (error) {
    await remove();
    throw error;
  }
  return { ...resolved, folder, remove };
}

/** A second Ctrl-C ends the process at once. */
function removeAtOnce(folder: string, cwd: string): void {
  try {
    execFileSync('git', [...QUIETLY, 'worktree', 'remove', '--force', '--force', folder], {
      ...{ cwd, env: gitEnvironment(), stdio: 'ignore' },
    });
  } catch {
    // The next run sweeps it.
  }
}

async function sweep(places: string, cwd: string): Promise<void> {
  for (const name of await readdir(places).catch(() => [])) {
    const place = join(places, name);
    if (await hasDeadOwner(place)) await removePlace(place, cwd);
  }
}

/**
 * Removes the worktrees in a place, and it. Git is asked which there are: it knows of one before its
 * folder is made. `git worktree prune` would be shorter, and forget the person's own on a disk that is
 * not mounted. Twice --force: for one that is not clean, and one that is locked while it is made.
 */
async function removePlace(place: string, cwd: string): Promise<void> {
  const { stdout } = await git(['worktree', 'list', '--porcelain'], cwd);
  for (const line of stdout.split('\n')) {
    const folder = line.replace(/^worktree /, '');
    if (folder === line || !folder.startsWith(place + sep)) continue;
    await git(['worktree', 'remove', '--force', '--force', folder], cwd);
  }
  await rm(place, { recursive: true, force: true });
  // Fails while another run has its own there.
  await rmdir(dirname(place)).catch(() => undefined);
}

function cannotWrite(ref: string, reason: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    `The files of "${ref}" could not be written into .git: ${reason}`,
    'Check free disk space and who may write there, or check it out into a folder and name that.',
    { cause },
  );
}
