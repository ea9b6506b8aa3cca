import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { expectNothingLeftIn, leftIn } from '../support/leftovers.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A process that holds a pooler, with a cache folder of its own. */
async function startHolder(): Promise<{ child: ChildProcess; cache: string; poolerPid: number }> {
  const cache = await mkdtemp(join(tmpdir(), 'rlsbench-test-pooler-ends-'));
  await chmod(cache, 0o755);
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const args = ['--import', here('../support/typescript.mjs'), here('./hold-pooler.ts')];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, RLSBENCH_CACHE: cache },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const chunk of child.stdout ?? []) {
    return { child, cache, poolerPid: Number(String(chunk).trim()) };
  }
  throw new Error('expected a pooler to be opened');
}

test.skipIf(process.platform !== 'linux').each(['SIGKILL', 'SIGTERM'] as const)(
  '%s leaves no PgBouncer, no folder and so no password behind',
  async (signal) => {
    const { child, cache, poolerPid } = await startHolder();
    expect(leftIn(cache)).toContain(String(poolerPid));
    child.kill(signal);
    await once(child, 'exit');
    await expectNothingLeftIn(cache);
  },
);
