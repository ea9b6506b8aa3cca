import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { pgbouncer } from '../../bench/doctor/pgbouncer.js';
import { openCache } from '../../bench/target/cache-folder.js';
import { testPoolerProgram } from '../support/pooler-program.js';

afterEach(() => vi.unstubAllEnvs());

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  return folder;
}

async function oldPgBouncer(): Promise<string> {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'pgbouncer'), '#!/bin/sh\necho PgBouncer 1.18.0\n');
  await chmod(join(folder, 'pgbouncer'), 0o755);
  return folder;
}

test('PgBouncer: the one that was found or fetched, and one too old that is passed over', async () => {
  const { version } = await testPoolerProgram();
  const { RLSBENCH_CACHE: _, ...env } = process.env;
  expect(await pgbouncer(await openCache(env))).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining(version),
  });
  vi.stubEnv('PATH', `${await oldPgBouncer()}${delimiter}${process.env.PATH}`);
  expect((await pgbouncer(await openCache(env))).detail).toMatch(/1\.18\.0 at .* is passed over/);
});

test('PgBouncer: with nothing there it says how it comes here, or the command that brings it', async () => {
  const cache = await openCache({ RLSBENCH_CACHE: await emptyFolder() });
  const { status, detail, remedy } = await pgbouncer(cache);
  if (status === 'ok') expect(detail).toMatch(/not fetched yet|on PATH|container/);
  // No apt, and so nothing to fetch it with.
  vi.stubEnv('PATH', await emptyFolder());
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
  const without = await pgbouncer(cache);
  expect(without.status).toBe('limited');
  expect(without.remedy).toMatch(/^Install PgBouncer 1\.21 or newer/);
  expect(remedy === undefined).toBe(status === 'ok');
});
