import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { BadInputError } from '../../errors.js';
import { git } from './git.js';
import { pathBelow } from './sql-folder.js';
import { openWorktree, type Worktree } from './worktree.js';

/** Where the files of one side are. */
export interface Place {
  /** As the person named it. */
  readonly label: string;
  readonly kind: 'folder' | 'ref';
  readonly commit: string | null;
  /** Absolute; of a ref it may not be there. */
  readonly folder: string;
  /** What paths below it begin with for the person. */
  readonly pathLabel: string;
  /** A path that they gave, found in this side: within its folder, or as they would say it of a ref. */
  find(path: string): FoundPath | undefined;
  close(): Promise<void>;
}

export interface FoundPath {
  /** Absolute. */
  readonly path: string;
  /** As the person knows it. */
  readonly file: string;
  /** The same in the repository, of a ref. */
  readonly inRepository?: string;
}

/**
 * Opens a side by its name: a folder that is there, a ref, or a ref and a folder in it as git writes
 * them, `REF:PATH` (gitrevisions(7)). A ref alone means the folder that the person is in, at that ref.
 *
 * @throws {BadInputError} when there is no such folder, ref or folder in a ref
 * @throws {EnvironmentError} when git can't do it
 */
export async function openPlace(name: string, cwd: string): Promise<Place> {
  if (name === '') {
    throw new BadInputError(
      'Expected a folder, a git ref or REF:FOLDER for each side, got an empty name.',
      'In CI, see that the variable it is taken from is set in this kind of event.',
    );
  }
  const folder = resolve(cwd, name);
  if (isDirectory(folder)) {
    if (/^\w[\w.-]*$/.test(name) && (await isRef(name, cwd))) throw isBoth(name);
    return folderPlace(name, folder);
  }
  const colon = name.indexOf(':');
  const ref = colon === -1 ? name : name.slice(0, colon);
  const worktree = await openWorktree(ref, { cwd });
  try {
    return refPlace(name, ref, colon === -1 ? undefined : name.slice(colon + 1), worktree);
  } catch (error) {
    await worktree.remove();
    throw error;
  }
}

function isBoth(name: string): BadInputError {
  return new BadInputError(
    `Expected a folder or a git ref, got "${name}", which is both.`,
    `Say ./${name} for the folder, or refs/heads/${name} for the branch.`,
  );
}

function folderPlace(name: string, folder: string): Place {
  return {
    ...{ label: name, kind: 'folder', commit: null, folder, pathLabel: name },
    find: (path) => within(folder, name, path),
    close: async () => {},
  };
}

function refPlace(name: string, ref: string, given: string | undefined, worktree: Worktree): Place {
  const { commit, root, prefix } = worktree;
  const fromRoot = (wanted: string) =>
    isAbsolute(wanted) ? relative(root, wanted) : join(prefix, wanted);
  const path = pathInRef(given, prefix);
  const folder = join(worktree.folder, path);
  if (given !== undefined && !(isInside(path) && isDirectory(folder))) {
    throw new BadInputError(
      `Expected a folder in ${ref}, got "${given}": there is none at ${commit.slice(0, 12)}.`,
      `git ls-tree -d ${ref} shows its folders.`,
    );
  }
  const pathLabel = pathBelow(`${ref}:`, path.replace(/\/$/, ''));
  return {
    ...{ label: name, kind: 'ref', commit, folder, pathLabel },
    find: (wanted) => {
      const found =
        within(folder, pathLabel, wanted) ?? within(worktree.folder, `${ref}:`, fromRoot(wanted));
      return found && { ...found, inRepository: found.file.slice(ref.length + 1) };
    },
    close: worktree.remove,
  };
}

/** From the top of the ref; `./` and `../` are from where the person is, as git has it. */
function pathInRef(given: string | undefined, prefix: string): string {
  if (given === undefined) return prefix;
  return posix.normalize(/^\.\.?(\/|$)/.test(given) ? prefix + given : given);
}

function within(folder: string, label: string, path: string): FoundPath | undefined {
  const whole = join(folder, path);
  if (isAbsolute(path) || !isInside(relative(folder, whole)) || !existsSync(whole))
    return undefined;
  return { path: whole, file: pathBelow(label, relative(folder, whole).split(sep).join('/')) };
}

function isInside(path: string): boolean {
  return !isAbsolute(path) && !/^\.\.([\\/]|$)/.test(path);
}

/** Without git, or outside of a repository, there are no refs. */
async function isRef(name: string, cwd: string): Promise<boolean> {
  const asked = git(['rev-parse', '--verify', '--quiet', '--end-of-options', name], cwd);
  return asked.then(
    ({ code }) => code === 0,
    () => false,
  );
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
