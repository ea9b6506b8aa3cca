import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The command as people run it, from `dist`, which `npm test` builds first. */
const MAIN = root('dist/bench/cli/main.js');
/** The same with profile `start` made small: see the file. */
const SMALL = root('test/support/small-cli.mjs');

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Profile `start` made small enough for a test. */
  readonly small?: boolean;
  /** The folder it is called in; absent: the tests' own. */
  readonly cwd?: string;
}

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  readonly child: ChildProcess;
  /** What it has said on stderr so far. */
  readonly said: () => string;
  /** Resolves when it has said `text`; rejects when it ended without. */
  readonly says: (text: string) => Promise<void>;
  readonly end: Promise<CliEnd>;
}

export function startCli(
  args: readonly string[],
  { env, small, cwd }: CliOptions = {},
): StartedCli {
  // Node warns where both are set, on the stderr that tests read.
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [small ? SMALL : MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...inherited, NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const end = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const says = async (text: string) => {
    while (!stderr.includes(text)) {
      const ended = await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 5))]);
      if (ended && !stderr.includes(text)) throw new Error(`It never said "${text}": ${stderr}`);
    }
  };
  return { child, said: () => stderr, says, end };
}

export function runCli(args: readonly string[], options?: CliOptions): Promise<CliEnd> {
  return startCli(args, options).end;
}

/** A bad input's two lines and nothing else: what is wrong, and what to do next. */
export function linesOf({ stderr }: CliEnd): { error: string; next: string; others: string[] } {
  const lines = stderr.trimEnd().split('\n');
  const take = (word: string) => lines.find((line) => line.startsWith(word)) ?? '';
  const others = lines.filter(
    (line) => !/^(error|next {1,2}) /.test(line) && !/^next {2}/.test(line),
  );
  return { error: take('error '), next: take('next '), others };
}
