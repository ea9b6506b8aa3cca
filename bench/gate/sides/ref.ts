import { BadInputError, EnvironmentError } from '../../errors.js';
import { git } from './git.js';

/** What a ref of a repository means. */
export interface ResolvedRef {
  readonly commit: string;
  /** The top of the working tree, absolute. */
  readonly root: string;
  /** From there to where the person is: "" or a path that ends in a slash. */
  readonly prefix: string;
  /** The repository itself, absolute: where git keeps what is its own. */
  readonly gitFolder: string;
}

/**
 * Looks a ref up in the repository that `cwd` is in.
 *
 * @throws {BadInputError} when it is not in one, or has no such commit: with what may be missing
 * @throws {EnvironmentError} when git can't be run or refuses to read the repository
 */
export async function resolveRef(ref: string, cwd: string): Promise<ResolvedRef> {
  const where = await git(
    ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--show-prefix'],
    cwd,
  );
  const [root = '', gitFolder = '', prefix = ''] = where.stdout.split('\n');
  if (where.code !== 0 || gitFolder === '') throw noRepository(ref, where.stderr);
  // No name of a ref begins so (git-check-ref-format(1)), but options do.
  const commit = ref.startsWith('-')
    ? undefined
    : await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], cwd);
  if (commit?.code !== 0) throw await unknownRef(ref, cwd);
  return { commit: commit.stdout, root, prefix, gitFolder };
}

function noRepository(ref: string, said: string): Error {
  if (said.includes('dubious ownership')) {
    return new EnvironmentError(
      `Git refuses to read "${ref}": this repository belongs to another user.`,
      'git config --global --add safe.directory FOLDER allows it; actions/checkout does that.',
    );
  }
  return new BadInputError(
    `Expected a folder or a git ref, got "${ref}": there is no such folder, and no git repository here.`,
    'Check the path, or run it inside the repository.',
  );
}

async function unknownRef(ref: string, cwd: string): Promise<BadInputError> {
  const message = `Expected a folder or a git ref, got "${ref}": there is no such folder, branch, tag or commit.`;
  const shallow = await git(['rev-parse', '--is-shallow-repository'], cwd);
  if (shallow.stdout === 'true') {
    return new BadInputError(
      `${message} This clone is shallow.`,
      `Fetch it: git fetch --depth=1 origin ${ref}, then name it FETCH_HEAD; or fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 for GitLab.`,
    );
  }
  const remote = ref.startsWith('-')
    ? undefined
    : await git(['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${ref}^{commit}`], cwd);
  return new BadInputError(
    message,
    remote?.code === 0
      ? `There is origin/${ref}: name that.`
      : 'git fetch brings what others pushed; git branch --all shows what there is.',
  );
}
