import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fetchedPostgres } from '../../bench/doctor/findings.js';
import { locateCache } from '../../bench/target/cache-folder.js';

test('Postgres 15 to 17: what is fetched; the rest is limited where there is no npm', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rlsbench-test-doctor-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const cache = locateCache({ RLSBENCH_CACHE: root });
  const npm = join(root, 'bin');
  await mkdir(join(npm, 'npm'), { recursive: true });

  expect(await fetchedPostgres(cache, root)).toMatchObject({
    status: 'limited',
    detail: expect.stringContaining('npm'),
  });
  expect(await fetchedPostgres(cache, `${root}${delimiter}${npm}`)).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('none fetched yet'),
  });
  await mkdir(join(cache.postgres, '16.14.0-beta.17'), { recursive: true });
  await mkdir(join(cache.postgres, '.staging-half'), { recursive: true });
  await mkdir(join(cache.postgres, 'copy-18-18.4.0-beta.17'), { recursive: true });
  const finding = await fetchedPostgres(cache, npm);
  expect(finding).toMatchObject({ status: 'ok', detail: expect.stringContaining('16 fetched') });
  for (const version of ['15.18.0-beta.17', '17.10.0-beta.17']) {
    await mkdir(join(cache.postgres, version));
  }
  expect(await fetchedPostgres(cache, root)).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('15, 16, 17 fetched'),
  });
});
