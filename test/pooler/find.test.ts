import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { installCommand, parseSystemRelease } from '../../bench/pooler/install.js';
import { findPooler } from '../../bench/pooler/program.js';
import { compareVersions, isNewEnough, readVersion } from '../../bench/pooler/version.js';
import { openCache } from '../../bench/target/cache-folder.js';
import { testPoolerProgram } from '../support/pooler-program.js';

afterEach(() => vi.unstubAllEnvs());

/** A folder with a program `pgbouncer` that prints this, in a place that everybody may enter. */
async function makeProgram(
  prints: string,
  mode = 0o755,
): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-pooler-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  const path = join(folder, 'pgbouncer');
  await writeFile(path, `#!/bin/sh\necho '${prints}'\n`);
  await chmod(path, mode);
  return { folder, path };
}

const find = async (options: { path?: string }, said: string[] = []) =>
  findPooler(options, await openCache(), (text) => said.push(text));

test('one that is named is taken, wherever it is', async () => {
  const { path } = await makeProgram('PgBouncer 1.23.1');
  expect(await find({ path })).toEqual({ version: '1.23.1', source: 'option', command: [path] });
});

test.each([
  ['too old', 'PgBouncer 1.18.0', 0o755, /1\.21 or newer.*named prepared statements.* is 1\.18\.0/],
  ['another program', 'pgpool-II 4.5', 0o755, /is not a PgBouncer/],
  ['not executable', 'PgBouncer 1.24.1', 0o644, /may not be executed/],
])('one that is named and is %s is refused with the reason', async (_, prints, mode, message) => {
  const { path } = await makeProgram(prints, mode);
  const refused = find({ path });
  await expect(refused).rejects.toThrow(BadInputError);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(path);
});

test('one that is named and does not exist', async () => {
  await expect(find({ path: '/nowhere/pgbouncer' })).rejects.toThrow(
    /\/nowhere\/pgbouncer does not exist/,
  );
});

test('on PATH, one too old is passed over and said, and the next one taken', async () => {
  const old = await makeProgram('PgBouncer 1.18.0');
  const recent = await makeProgram('PgBouncer 1.25.0');
  vi.stubEnv('PATH', `${old.folder}:${recent.folder}:${process.env.PATH}`);
  const said: string[] = [];
  expect(await find({}, said)).toEqual({
    ...{ version: '1.25.0', source: 'path' },
    command: [recent.path],
  });
  expect(said).toEqual([expect.stringMatching(/PgBouncer 1\.18\.0 at .* is passed over/)]);
});

test('versions are compared number by number', () => {
  expect(['1.9', '1.21', '1.20.9', '1.24.1', '2.0'].sort(compareVersions)).toEqual([
    ...['1.9', '1.20.9', '1.21', '1.24.1', '2.0'],
  ]);
  expect(['1.20.1', '1.21', '1.21.0', '1.24.1', '2.0'].map(isNewEnough)).toEqual([
    ...[false, true, true, true, true],
  ]);
});

test('the version is read from what every version prints', () => {
  expect(readVersion('PgBouncer 1.24.1\nlibevent 2.1.12-stable\n')).toBe('1.24.1');
  expect(readVersion('PgBouncer version 1.8.1 (Debian)\n')).toBe('1.8.1');
  expect(readVersion('psql (PostgreSQL) 15.13\n')).toBeUndefined();
});

test('what is found or fetched here has a version that is new enough', async () => {
  expect(isNewEnough((await testPoolerProgram()).version)).toBe(true);
});

test.each([
  ['darwin', '', '`brew install pgbouncer`'],
  ['linux', 'ID=debian\nVERSION_CODENAME=trixie\n', '`sudo apt-get install pgbouncer`'],
  [
    'linux',
    'ID=debian\nVERSION_CODENAME=bookworm\n',
    expect.stringContaining('apt.postgresql.org'),
  ],
  ['linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', '`sudo apt-get install pgbouncer`'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', '`sudo dnf install pgbouncer`'],
  ['linux', 'ID=fedora\n', '`sudo dnf install pgbouncer`'],
  ['win32', '', undefined],
])('the command that installs it on %s %j', (platform, release, command) => {
  expect(installCommand(platform, parseSystemRelease(release))).toEqual(command);
});
