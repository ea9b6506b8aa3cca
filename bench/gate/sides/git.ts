import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { EnvironmentError } from '../../errors.js';

export interface GitEnd {
  readonly code: number | null;
  /** Without the line break at its end. */
  readonly stdout: string;
  readonly stderr: string;
}

/** No hook or file watcher of the person's, and no word to a terminal, in what we do on the side. */
export const QUIETLY = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'] as const;

/**
 * Runs git in `cwd`. It is in a process group of its own, so that Ctrl-C, which is ours to handle,
 * does not stop it half-way.
 *
 * @throws {EnvironmentError} when there is no git
 */
export async function git(args: readonly string[], cwd: string): Promise<GitEnd> {
  const child = spawn('git', [...QUIETLY, ...args], {
    ...{ cwd, env: gitEnvironment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    const [code, stdout, stderr] = await Promise.all([
      ended,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, stdout: stdout.replace(/\n$/, ''), stderr: stderr.trim() };
  } catch (cause) {
    throw new EnvironmentError(
      'Expected git, to read a ref with; it could not be started.',
      'Install git, or name folders for --base and --head.',
      { cause },
    );
  }
}

/**
 * In a hook git sets which repository and index it works on, by paths that mean something else to us
 * (githooks(5)); its messages are read, so they are in English; and large files are no SQL.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...inherited } = process.env;
  return {
    ...inherited,
    ...{ LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_LFS_SKIP_SMUDGE: '1' },
  };
}
