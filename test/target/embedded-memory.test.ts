import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { locateCache } from '../../bench/target/cache-folder.js';
import { withClient } from '../../bench/target/connect.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import { fitsMemory, runFolderPath, runFolders } from '../../bench/target/run-places.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

/** What the small data and its server take, with room to spare. */
const BYTES = 80e6;
const hasRoom = await fitsMemory(BYTES);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-memory-'));
  await chmod(folder, 0o755);
  vi.stubEnv('RLSBENCH_CACHE', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function open(bytesInMemory?: number) {
  return openEmbedded(
    { location: 'embedded', pgMajor: 18, dataKey: 'x', onProgress: () => {}, fill: fillNumbers },
    { holdToCores: false, fsync: false, ...(bytesInMemory === undefined ? {} : { bytesInMemory }) },
  );
}

const dataFolder = async ({ admin }: Awaited<ReturnType<typeof open>>): Promise<string> =>
  withClient(admin, async (client) => {
    const { rows } = await client.query('show data_directory');
    return rows[0].data_directory;
  });

test('what no memory holds is done on the disk', async () => {
  expect(await fitsMemory(1e18)).toBe(false);
  const target = await open(1e18);
  expect(await dataFolder(target)).toContain(locateCache().runs);
  await target.close();
});

describe.skipIf(!hasRoom)('in memory', () => {
  test('works what is cached, when asked to; nothing of it stays', async () => {
    const onDisk = await open();
    expect(await dataFolder(onDisk)).toContain(locateCache().runs);
    const target = await open(BYTES);
    expect(target.dataSource).toBe('cache');
    const data = await dataFolder(target);
    expect(data).toMatch(/^\/dev\/shm\/rlsbench-run-/);
    expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
    await Promise.all([target.close(), onDisk.close()]);
    expect(existsSync(join(data, '..'))).toBe(false);
  });

  test('what a dead process of ours left is swept, and nobody else is touched', async () => {
    const dead = { pid: 2 ** 22, start: '1', host: hostname(), entry: null };
    const leave = async (name: string) => {
      const left = runFolderPath(locateCache(), name, 'memory');
      await mkdir(left);
      onTestFinished(() => rm(left, { recursive: true, force: true }));
      await writeFile(join(left, 'run.json'), JSON.stringify(dead));
      return left;
    };
    const ours = await leave(`test-ours-${process.pid}`);
    const theirs = await leave(`test-theirs-${process.pid}`);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(theirs, 65534, 65534);
    expect(await runFolders(locateCache())).toContain(ours);
    await (await open()).close();
    expect(existsSync(ours)).toBe(false);
    expect(existsSync(theirs)).toBe(isRoot);
  });

  test('what is no run of ours is no business of the sweep: a cache that somebody keeps there', async () => {
    const old = new Date('2020-01-01');
    const cache = join('/dev/shm', `rlsbench-test-cache-${process.pid}`);
    const link = runFolderPath(locateCache(), `test-link-${process.pid}`, 'memory');
    for (const path of [cache, link]) {
      onTestFinished(() => rm(path, { recursive: true, force: true }));
    }
    await mkdir(cache);
    await utimes(cache, old, old);
    await symlink(cache, link);
    await (await open()).close();
    expect([existsSync(cache), existsSync(link)]).toEqual([true, true]);
  });
});
