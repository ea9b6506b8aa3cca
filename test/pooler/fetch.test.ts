import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { pgbouncer } from '../../bench/doctor/pgbouncer.js';
import { aptConfiguration } from '../../bench/pooler/apt.js';
import { fetchPooler } from '../../bench/pooler/fetch.js';
import { fetchedPooler, keepFetched } from '../../bench/pooler/fetched.js';
import { type CacheFolder, openCache } from '../../bench/target/cache-folder.js';

const hasApt = spawnSync('apt-get', ['--version']).status === 0;
const withApt = test.skipIf(!hasApt);
afterEach(() => vi.unstubAllEnvs());

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-fetch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  return folder;
}

const makeCache = async (): Promise<CacheFolder> =>
  openCache({ RLSBENCH_CACHE: await makeFolder() });

/** What is fetched, by its look: a loader that is asked for the program's version answers this. */
async function makeUnpacked(folder: string, answer: string): Promise<string> {
  const loader = join(folder, 'usr/lib/ld-linux-x86-64.so.2');
  const program = join(folder, 'usr/sbin/pgbouncer');
  for (const path of [loader, program]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  }
  return folder;
}

test('a fetched one that stopped running is replaced by the next, and one that runs is kept', async () => {
  const cache = await makeCache();
  const place = join(cache.pgbouncer, '1.24.1');
  await makeUnpacked(place, 'exit 127');
  expect(await fetchedPooler(cache)).toBeUndefined();
  const staging = await mkdtemp(join(cache.pgbouncer, '.staging-'));
  const keep = async (name: string) => {
    const complete = await makeUnpacked(join(staging, name), `echo PgBouncer 1.24.1 '# ${name}'`);
    await keepFetched(complete, { cache, version: '1.24.1', aside: join(staging, 'aside') });
  };
  await keep('first');
  expect(await fetchedPooler(cache)).toMatchObject({ version: '1.24.1', source: 'fetched' });
  await keep('second');
  expect(await readFile(join(place, 'usr/sbin/pgbouncer'), 'utf8')).toContain('# first');
});

withApt('a broken configuration of apt is a reason, for a run and for doctor', async () => {
  const folder = await makeFolder();
  const configuration = join(folder, 'apt.conf');
  await writeFile(join(folder, 'sources.list'), 'deb nonsense\n');
  await writeFile(configuration, `Dir::Etc::sourcelist "${join(folder, 'sources.list')}";\n`);
  vi.stubEnv('APT_CONFIG', configuration);
  const cache = await makeCache();
  const found = await fetchPooler(cache, () => {});
  expect(found).toMatchObject({ why: expect.stringMatching(/^apt does not work here: .*\.$/) });
  expect(await pgbouncer(cache)).toMatchObject({ subject: 'PgBouncer' });

  await writeFile(configuration, 'Dir { broken');
  expect(await fetchPooler(cache, () => {})).toMatchObject({
    why: expect.stringMatching(/^apt does not work here: Syntax error/),
  });
});

withApt('a cache that can not be written is a reason too', async () => {
  const cache = await makeCache();
  await rm(cache.pgbouncer, { recursive: true });
  const found = await fetchPooler(cache, () => {});
  expect(found).toMatchObject({ why: expect.stringMatching(/^fetching it failed: .*ENOENT/) });
  expect(await readdir(cache.root)).not.toContain('pgbouncer');
});

withApt('whatever the machine lets through, what is fetched has to be signed', async () => {
  const folder = await makeFolder();
  const machine = join(folder, 'machine.conf');
  await writeFile(
    machine,
    `APT::Get::AllowUnauthenticated "true";
Acquire::AllowInsecureRepositories "true";
APT::Default-Release "bookworm";
Acquire::http::Timeout "120";
Acquire::http::Proxy "http://proxy.example:3128";
`,
  );
  vi.stubEnv('APT_CONFIG', machine);
  const configuration = join(folder, 'ours.conf');
  await writeFile(configuration, aptConfiguration(folder));
  const dump = execFileSync('apt-config', ['-c', configuration, 'dump'], { encoding: 'utf8' });
  const settings = new Map(dump.split('\n').map((line) => line.split(' ', 2) as [string, string]));
  expect(settings.get('APT::Get::AllowUnauthenticated')).toBe('"false";');
  expect(settings.get('Acquire::AllowInsecureRepositories')).toBe('"false";');
  expect(settings.get('APT::Default-Release')).toBe('"";');
  expect(settings.get('Acquire::http::Timeout')).not.toBe('"120";');
  // How this machine gets out is its own business.
  expect(settings.get('Acquire::http::Proxy')).toBe('"http://proxy.example:3128";');
});
