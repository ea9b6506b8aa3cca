import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { locateCache } from '../../bench/target/cache-folder.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

const { runs } = locateCache();
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Numbers of the processes whose command line names a file below the folder. */
function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

function startHolder(dataKey: string, stayAt: string, path = process.env.PATH): ChildProcess {
  const loader = ['--import', here('../support/typescript.mjs')];
  const args = [...loader, here('./hold-target.ts'), dataKey, stayAt];
  const env = { ...process.env, PATH: path };
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** A PATH with what a system without util-linux has: no setpriv, no taskset. */
async function pathWithoutUtilLinux(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-path-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const program of ['id', 'cp', 'rm', 'sleep']) {
    const found = (process.env.PATH ?? '').split(delimiter).map((each) => join(each, program));
    await symlink(found.find(existsSync) ?? program, join(folder, program));
  }
  return folder;
}

/** It takes a moment; ten seconds is when we stop waiting, on a machine busy with other tests. */
async function expectAllGone(folder: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  const gone = () => processesIn(folder).length === 0 && !existsSync(folder);
  while (!gone() && performance.now() < deadline) await sleep(20);
  expect(processesIn(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
}

/** The run folder of a process, as soon as it has made one. */
async function runFolderOf(child: ChildProcess): Promise<string> {
  for (;;) {
    for (const run of readdirSync(runs)) {
      const file = join(runs, run, 'run.json');
      if (!existsSync(file)) continue;
      if (readFileSync(file, 'utf8').includes(`"pid":${child.pid},`)) return join(runs, run);
    }
    await sleep(5);
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

async function untilItSays(child: ChildProcess, word: string): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes(word)) return;
}

const initdbRuns = (folder: string) =>
  readdirSync(folder).some(
    (name) => name.startsWith('build-') && existsSync(join(folder, name, 'PG_VERSION')),
  );

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('the watchdog alone does it too, where the kernel does not help', async () => {
  const child = startHolder('watchdog alone', 'filling', await pathWithoutUtilLinux());
  const folder = await runFolderOf(child);
  await untilItSays(child, 'filling');
  child.kill('SIGKILL');
  await expectAllGone(folder);
});

onLinux('a process that just ends leaves nothing either, and is not kept from ending', async () => {
  const child = startHolder('ends', 'leave');
  const folder = await runFolderOf(child);
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  await expectAllGone(folder);
});

onLinux.each([
  { moment: 'initdb', dataSource: 'built' },
  { moment: 'filling', dataSource: 'built' },
  { moment: 'running', dataSource: 'cache' },
])('SIGKILL while $moment leaves no process and no folder, and a sound cache', async (row) => {
  const dataKey = `killed while ${row.moment}`;
  const child = startHolder(dataKey, row.moment);
  const folder = await runFolderOf(child);
  if (row.moment === 'initdb') await until(() => initdbRuns(folder));
  else await untilItSays(child, row.moment);
  expect(processesIn(folder).length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await expectAllGone(folder);

  const target = await openEmbedded({
    location: 'embedded',
    pgMajor: 18,
    dataKey,
    fill: fillNumbers,
    onProgress: () => {},
  });
  expect(target.dataSource).toBe(row.dataSource);
  expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
  await target.close();
});
