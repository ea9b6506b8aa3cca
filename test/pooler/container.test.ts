import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { containerPoolers } from '../../bench/pooler/container.js';
import { isPoolerSource } from '../../bench/pooler/open.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import { withClient } from '../../bench/target/connect.js';
import { processStart } from '../../bench/target/process-identity.js';
import { containersOf, testDocker } from '../support/docker.js';
import { POOLER_SETTINGS } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const SETTING = 'RLSBENCH_PGBOUNCER_IMAGE';
const { docker, image } = await testDocker(SETTING);
const TIMEOUT_MS = 120_000;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test.skipIf(docker !== undefined)('without Docker there is a reason', async () => {
  const found = await containerPoolers(() => {});
  expect(found).toMatchObject({
    why: expect.stringMatching(/Docker/),
    nextStep: expect.any(String),
  });
});

describe.skipIf(docker === undefined)('with Docker', () => {
  let database: TestDatabase;
  let source: PoolerSource;

  beforeAll(async () => {
    process.env[SETTING] = image;
    database = await openTestDatabase();
    const found = await containerPoolers(() => {});
    if (!isPoolerSource(found)) throw new Error(found.why);
    source = found;
  }, TIMEOUT_MS);

  afterAll(async () => {
    await source.close();
    if (docker !== undefined) expect(await containersOf(docker)).toEqual([]);
    await database.close();
  }, TIMEOUT_MS);

  const open = async (poolMode: 'transaction' | 'session' = 'transaction') => {
    const settings = { ...POOLER_SETTINGS, poolMode };
    const pooler = await source.open(database.admin, [database.admin], settings);
    onTestFinished(() => pooler.close());
    return pooler;
  };

  test('it is new enough and says where it is from', () => {
    expect(source.description).toBe(`PgBouncer ${source.version}, in a container`);
  });

  test('named statements in transaction mode, on backends that it names', async () => {
    const pooler = await open();
    const login = pooler.through(database.admin);
    const query = { name: 'pid', text: 'select pg_backend_pid() as pid where $1 > 0', values: [1] };
    await withClient(login, (one) =>
      withClient(login, async (two) => {
        const { rows } = await one.query(query);
        expect((await two.query(query)).rows).toEqual(rows);
        expect(await pooler.serverPids()).toEqual([rows[0].pid]);
        await pooler.reconnect();
        expect((await one.query(query)).rows).not.toEqual(rows);
      }),
    );
  });

  test('its process is one of this machine: on loopback, not root, its CPU read', async () => {
    const pooler = await open();
    const command = readFileSync(`/proc/${pooler.pid}/cmdline`, 'utf8');
    expect(command).toMatch(/^pgbouncer\0.*pgbouncer\.ini\0$/);
    expect(command).not.toContain(database.admin.password);
    expect(readFileSync(`/proc/${pooler.pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0/m);
    const config = await pooler.show('CONFIG');
    expect(config.find(({ key }) => key === 'listen_addr')?.value).toBe('127.0.0.1');
    const before = pooler.readCpuNs() ?? 0;
    await withClient(pooler.through(database.admin), async (client) => {
      for (let n = 0; n < 200; n++) await client.query('select 1');
    });
    expect(pooler.readCpuNs()).toBeGreaterThan(before);
  });

  test('two at once, each as it was asked for; closing one leaves the other', async () => {
    const [one, two] = [await open(), await open('session')];
    await one.close();
    expect(processStart(one.pid ?? 0)).toBeUndefined();
    const config = await two.show('CONFIG');
    expect(config.find(({ key }) => key === 'pool_mode')?.value).toBe('session');
  });

  test('one that is killed says so, and the next one starts', async () => {
    const killed = await open();
    process.kill(killed.pid ?? 0, 'SIGKILL');
    while (processStart(killed.pid ?? 0) !== undefined) await sleep(5);
    await expect(killed.show('POOLS')).rejects.toMatchObject({ exitCode: 3 });
    expect(await (await open()).show('POOLS')).not.toEqual([]);
  });

  test(
    'after SIGKILL of ours the container is gone too',
    async () => {
      if (docker === undefined) return;
      const args = ['--import', here('../support/typescript.mjs'), here('./hold-container.ts')];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      for await (const chunk of child.stdout) {
        said += chunk;
        if (said.includes('\n')) break;
      }
      const owner = said.trim();
      expect(await containersOf(docker, owner)).toHaveLength(1);
      child.kill('SIGKILL');
      while ((await containersOf(docker, owner)).length > 0) await sleep(50);
    },
    TIMEOUT_MS,
  );

  test('an image without PgBouncer is refused with the setting that names another', async () => {
    process.env[SETTING] = '127.0.0.1:1/nowhere:1';
    onTestFinished(() => {
      process.env[SETTING] = image;
    });
    const found = await containerPoolers(() => {});
    expect(found).toMatchObject({
      why: expect.stringContaining('127.0.0.1:1/nowhere:1'),
      nextStep: expect.stringContaining(SETTING),
    });
  });
});
