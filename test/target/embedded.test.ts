import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import { clearCache, listCache } from '../../bench/target/cache.js';
import { locateCache } from '../../bench/target/cache-folder.js';
import { withClient } from '../../bench/target/connect.js';
import { copiesShareBlocks } from '../../bench/target/disk-room.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import { pinClient, planPlacement, unpinClient } from '../../bench/target/placement.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { readOnCpuNs } from '../../bench/target/server-cpu.js';
import type { TargetRequest } from '../../bench/target/target.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

// A cache of this file's own: other test files must not be in its way.
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-embedded-'));
  await chmod(folder, 0o755);
  vi.stubEnv('RLSBENCH_CACHE', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function request(dataKey: string, given: Partial<TargetRequest> = {}): TargetRequest {
  const quiet = { location: 'embedded', pgMajor: 18, onProgress: () => {} } as const;
  return { ...quiet, dataKey, fill: fillNumbers, ...given };
}

describe('a target', () => {
  test('is built once, then comes from the cache, and each run has its own copy', async () => {
    const first = await openEmbedded(request('once'));
    expect(first.dataSource).toBe('built');
    await withClient(first.admin, (client) => client.query('DELETE FROM numbers'));
    const second = await openEmbedded(
      request('once', { fill: () => Promise.reject(new Error('filled twice')) }),
    );
    expect(second.dataSource).toBe('cache');
    expect(await sumNumbers(second.admin)).toBe(SUM_OF_NUMBERS);
    expect(second.admin.port).not.toBe(first.admin.port);
    await Promise.all([first.close(), second.close()]);
    await second.close();
    expect(readdirSync(locateCache().runs)).toEqual([]);
    await expect(sumNumbers(second.admin)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('listens on loopback alone, demands its password, and says its settings', async () => {
    const target = await openEmbedded(request('once'), { maxConnections: 31 });
    const facts = await target.facts();
    const value = (name: string) => facts.settings.find((each) => each.name === name)?.value;
    expect(facts.serverVersion).toMatch(/^18\./);
    expect(value('listen_addresses')).toBe('127.0.0.1');
    expect(value('autovacuum')).toBe('off');
    expect(value('max_connections')).toBe('31');
    expect(value('fsync')).toBeUndefined();
    expect(JSON.stringify(facts)).not.toContain(folder);
    expect(JSON.stringify(facts)).not.toContain(target.admin.password);
    const guess = { ...target.admin, password: 'guess' };
    await expect(sumNumbers(guess)).rejects.toMatchObject({ code: '28P01' });
    await target.close();
  });

  test('keeps its password readable to us alone', async () => {
    const [entry] = (await listCache()).entries;
    const file = join(locateCache().data, entry?.name ?? '', 'password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('has backends whose CPU time can be read', async () => {
    const target = await openEmbedded(request('once'));
    expect(target.measuresServerCpu).toBe(process.platform === 'linux');
    if (target.measuresServerCpu) {
      await withClient(target.admin, async (client) => {
        const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
        const before = readOnCpuNs(rows[0].pid) ?? Number.NaN;
        await client.query('SELECT sum(i) FROM generate_series(1, 300000) AS i');
        expect(readOnCpuNs(rows[0].pid)).toBeGreaterThan(before + 1_000_000);
      });
    }
    await target.close();
  });

  test('holds client and backends to different cores, while asked to', async () => {
    const target = await openEmbedded(request('once'));
    const plan = planPlacement();
    expect((await target.facts()).pinned).toBe(false);
    await pinClient();
    const { pinned, placement } = await target.facts();
    await unpinClient();
    expect(pinned).toBe(plan.possible);
    if (plan.possible) {
      expect(placement).toContain(`client on core ${plan.client}`);
      await withClient(target.admin, async (client) => {
        const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
        const status = await readFile(`/proc/${rows[0].pid}/status`, 'utf8');
        expect(/Cpus_allowed_list:\s*(\S+)/.exec(status)?.[1]).not.toContain(plan.client);
      });
    }
    expect((await target.facts()).pinned).toBe(false);
    await target.close();
  });

  test('gives the arms a login bound by policies and one that bypasses them', async () => {
    const target = await openEmbedded(request('once'));
    await withClient(target.admin, (client) =>
      client.query('ALTER TABLE numbers ENABLE ROW LEVEL SECURITY'),
    );
    const roles = await createArmRoles(target, ['numbers']);
    expect(roles.whereArmsRead).toBe('same-tables');
    expect(await sumNumbers(roles.where)).toBe(SUM_OF_NUMBERS);
    expect(await sumNumbers(roles.rls)).toBeNull();
    await target.close();
  });
});

describe('the cache', () => {
  test('serves two openings of the same new data at once', async () => {
    const targets = await Promise.all([
      openEmbedded(request('both')),
      openEmbedded(request('both')),
    ]);
    for (const target of targets) expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
    await Promise.all(targets.map((target) => target.close()));
    expect(readdirSync(locateCache().runs)).toEqual([]);
  });

  test('keeps nothing of a fill that fails, and passes its error on', async () => {
    const before = (await listCache()).entries.length;
    const fill = () => Promise.reject(new RangeError('no rows today'));
    await expect(openEmbedded(request('fails', { fill }))).rejects.toThrow(RangeError);
    expect((await listCache()).entries).toHaveLength(before);
    expect(readdirSync(locateCache().runs)).toEqual([]);
  });

  test('stays within its budget: oldest out first, with a message', async () => {
    const { entries } = await listCache();
    expect(entries.length).toBeGreaterThan(1);
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    vi.stubEnv('RLSBENCH_CACHE_BYTES', String(total));
    const said: string[] = [];
    const target = await openEmbedded(
      request('one more', { onProgress: (message) => said.push(message) }),
    );
    expect(said.join()).toContain(`Removing cached data ${entries[0]?.name}`);
    const left = (await listCache()).entries;
    expect(left.map(({ name }) => name)).not.toContain(entries[0]?.name);
    expect(left.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(total * 1.01);
    await target.close();
  });

  test('says so when data do not fit, and runs all the same', async () => {
    vi.stubEnv('RLSBENCH_CACHE_BYTES', '1000');
    const said: string[] = [];
    const target = await openEmbedded(
      request('too large', { onProgress: (message) => said.push(message) }),
    );
    expect(said.join()).toContain('Not caching');
    expect(target.dataSource).toBe('built');
    expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
    await target.close();
    vi.stubEnv('RLSBENCH_CACHE_BYTES', 'plenty');
    expect(() => locateCache()).toThrow(BadInputError);
    vi.stubEnv('RLSBENCH_CACHE_BYTES', '');
  });

  test('no room for new data and its copies: said with the numbers before anything is loaded', async () => {
    const dataBytes = 1e15;
    vi.stubEnv('RLSBENCH_CACHE_BYTES', '2000000000000000');
    const fill = () => Promise.reject(new Error('filled all the same'));
    const error = await openEmbedded(request('huge', { dataBytes, fill })).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('Expected 3000000.1 GB free');
    expect(error.message).toContain(folder);
    expect(error.message).toMatch(/3 copies of 1000000\.0 GB .*found \d+\.\d GB/);
    // What does not fit the cache's budget is not copied from there.
    vi.stubEnv('RLSBENCH_CACHE_BYTES', '1000');
    await expect(openEmbedded(request('huge', { dataBytes, fill }))).rejects.toThrow('2 copies of');
    vi.stubEnv('RLSBENCH_CACHE_BYTES', '');
    expect(readdirSync(locateCache().runs)).toEqual([]);
  });

  test('no room for the copies of cached data: there has to be room for the proofs too', async () => {
    const target = await openEmbedded(request('in use'));
    await target.close();
    const entry = (await listCache()).entries.at(-1);
    const file = join(locateCache().data, entry?.name ?? '', 'entry.json');
    const { bavail, bsize } = await statfs(folder);
    await writeFile(file, JSON.stringify({ bytes: Math.round(0.7 * bavail * bsize) }));
    const copies = (await copiesShareBlocks(file, folder)) ? 'does fit' : /2 copies of/;
    const opening = openEmbedded(request('in use'));
    if (copies === 'does fit') await (await opening).close();
    else await expect(opening).rejects.toThrow(copies);
    await writeFile(file, JSON.stringify({ bytes: entry?.bytes }));
  });

  test('clearing leaves what a run reads', async () => {
    const target = await openEmbedded(request('in use'));
    const whileOpen = await clearCache();
    expect(whileOpen.kept).toHaveLength(1);
    expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
    await target.close();
    const afterwards = await clearCache();
    expect(afterwards.removed).toHaveLength(1);
    expect(await readdir(locateCache().data)).toEqual([]);
  });

  test('a start sweeps folders of dead processes and none of living ones', async () => {
    const { runs, data } = locateCache();
    const plant = async (name: string, pid: number, start: string | null) => {
      await mkdir(join(runs, name));
      const owner = { pid, start, host: hostname(), entry: null };
      await writeFile(join(runs, name, 'run.json'), JSON.stringify(owner));
    };
    await plant('dead', 2 ** 22 + 1, '1');
    await plant('number-given-to-another', process.pid, 'not our start');
    await mkdir(join(runs, 'just-being-made'));
    await mkdir(join(data, '.removed-half'));
    const target = await openEmbedded(request('sweeping'));
    expect(existsSync(join(runs, 'dead'))).toBe(false);
    expect(existsSync(join(runs, 'number-given-to-another'))).toBe(process.platform !== 'linux');
    expect(existsSync(join(runs, 'just-being-made'))).toBe(true);
    expect(existsSync(join(data, '.removed-half'))).toBe(false);
    await openEmbedded(request('sweeping')).then((other) => other.close());
    expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
    await target.close();
  });
});
