import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { childEnd, startWatchdog } from '../../bench/target/watchdog.js';

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-watchdog-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that leads its own group; its command line has `argument` in it. */
function startProcess(script: string, argument: string, cwd = '/'): ChildProcess & { pid: number } {
  const child = spawn('/bin/sh', ['-c', script, argument], {
    detached: true,
    stdio: 'ignore',
    cwd,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('expected sh to start');
  onTestFinished(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  });
  return Object.assign(child, { pid });
}

const WAITS = 'while :; do sleep 1; done';

test('what works in the folder is stopped, and the folder removed', async () => {
  const folder = await makeFolder();
  const watchdog = startWatchdog(folder);
  const child = startProcess(WAITS, join(folder, 'data'));
  watchdog.watch(child.pid);
  await watchdog.finish();
  await childEnd(child);
  expect(child.signalCode).toBe('SIGQUIT');
  expect(existsSync(folder)).toBe(false);
});

test.each([
  { how: 'by its postmaster.pid', depth: 'data' },
  { how: 'by its postmaster.pid in an entry being stored', depth: 'entry/data' },
])('what was started but not told of is found $how', async ({ depth }) => {
  const folder = await makeFolder();
  const watchdog = startWatchdog(folder);
  const child = startProcess(WAITS, join(folder, depth));
  await mkdir(join(folder, depth), { recursive: true });
  await writeFile(join(folder, depth, 'postmaster.pid'), `${child.pid}\nand more\n`);
  await watchdog.finish();
  await childEnd(child);
  expect(child.signalCode).toBe('SIGQUIT');
});

// Whoever the server runs as can write its postmaster.pid, and we may be root; and a number we were
// told of may have been given to another process since.
test('a process that does not work in the folder is never signalled, whatever names its number', async () => {
  const folder = await makeFolder();
  const watchdog = startWatchdog(folder);
  const stranger = startProcess(WAITS, '/somewhere/else');
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/postmaster.pid'), `${stranger.pid}\n`);
  watchdog.watch(stranger.pid);
  await watchdog.finish();
  expect(existsSync(folder)).toBe(false);
  await sleep(50);
  expect(stranger.signalCode).toBeNull();
  process.kill(stranger.pid, 0);
});

test.skipIf(process.platform !== 'linux')(
  'a child that names nothing is stopped too, when its parent ended first and it heeds no QUIT',
  async () => {
    const folder = await makeFolder();
    const watchdog = startWatchdog(folder);
    const orphanFile = join(folder, 'orphan');
    // In the background of a shell: QUIT is ignored there (POSIX, 2.11).
    const script = `sh -c '${WAITS}' & echo $! > ${orphanFile}`;
    const leader = startProcess(script, join(folder, 'data'), folder);
    watchdog.watch(leader.pid);
    await childEnd(leader);
    const orphan = Number(readFileSync(orphanFile, 'utf8'));
    process.kill(orphan, 0);
    await watchdog.finish();
    const state = () => {
      try {
        return /\) (\S)/.exec(readFileSync(`/proc/${orphan}/stat`, 'utf8'))?.[1] ?? '';
      } catch {
        return 'gone';
      }
    };
    await expect.poll(state, { timeout: 5_000 }).toMatch(/gone|Z/);
  },
);
