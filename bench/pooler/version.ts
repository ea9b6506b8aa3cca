import { execFile } from 'node:child_process';
import type { UnprivilegedUser } from '../target/unprivileged.js';

/** Named prepared statements in transaction mode came with it (PgBouncer changelog, 1.21.0). */
export const OLDEST_VERSION = '1.21';

/** What a program answers to `--version`, or why it gives no answer. */
export type VersionAnswer = { readonly version: string } | { readonly why: string };

/** Asks a program for its version, as the user who will run it. Throws nothing. */
export function askVersion(
  command: readonly string[],
  user: UnprivilegedUser | undefined,
): Promise<VersionAnswer> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const options = { ...user, cwd: '/', timeout: 10_000 };
    execFile(program, [...args, '--version'], options, (error, stdout) => {
      const version = readVersion(stdout);
      if (version !== undefined) resolve({ version });
      else resolve({ why: whyNoVersion(error, user) });
    });
  });
}

/** The version in what `pgbouncer --version` prints: "PgBouncer 1.24.1" and lines on its libraries. */
export function readVersion(printed: string): string | undefined {
  return /^PgBouncer (?:version )?(\d+\.\d+(?:\.\d+)?\w*)/im.exec(printed)?.[1];
}

/** Whether named prepared statements can be had in transaction mode. */
export function isNewEnough(version: string): boolean {
  return compareVersions(version, OLDEST_VERSION) >= 0;
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const numbersOf = (version: string) =>
    version.split('.').map((part) => Number.parseInt(part, 10));
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function whyNoVersion(error: Error | null, user: UnprivilegedUser | undefined): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') {
    return user === undefined ? 'may not be executed' : 'may not be executed by the user nobody';
  }
  return 'is not a PgBouncer: it prints no version of one';
}
