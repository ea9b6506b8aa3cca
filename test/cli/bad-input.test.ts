import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import { linesOf, runCli } from '../support/cli.js';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'rlsbench-test-out-'));
  await writeFile(join(out, 'file'), '');
});
afterAll(() => rm(out, { recursive: true }));

/** One clear line, one next step, no stack trace, nothing on stdout. */
async function expectRefusal(args: string[], code: number, error: RegExp, next: RegExp) {
  const end = await runCli(args);
  const said = linesOf(end);
  expect(said.error).toMatch(error);
  expect(said.next).toMatch(next);
  expect(end.stderr).not.toMatch(/^\s+at /m);
  // A step that was begun may be told before; everything else is those two lines.
  for (const line of said.others) expect(line).toMatch(/^opening the target$/);
  expect(end.stdout).toBe('');
  expect(end.code).toBe(code);
}

describe.concurrent('what a person can get wrong', () => {
  test.each<[string[], RegExp, RegExp]>([
    [['run', 'where-vs-rsl'], /Unknown scenario "where-vs-rsl".*"where-vs-rls"/, /where-vs-rls/],
    [['run', '--profile', 'qick'], /Unknown profile "qick".*"quick"/, /start, quick/],
    [['rnu'], /Unknown command "rnu".*run/, /rlsbench --help/],
    [[], /Expected a command: run, check, gate/, /--help/],
    [['run', '--profil', 'quick'], /profil/, /rlsbench run --help/],
    [['gate', '--bsae', 'main'], /bsae/, /rlsbench gate --help/],
    [['run', '--pg', '14'], /--pg takes 15, 16, 17, 18; got "14"/, /--target/],
    [['run', '--pg', 'newest'], /got "newest"/, /--target/],
    [['run', '--seed', '-1'], /--seed takes a whole number.*got "-1"/, /seed/],
    [['run', '--seed', '1.5'], /got "1.5"/, /seed/],
    [['run', '--seed', 'abc'], /got "abc"/, /seed/],
    [['run', '--seed'], /seed/, /--help/],
    [['run', '--seed', '1', '--seed', 'x'], /got "x"/, /seed/],
    [['run', '--target', 'mysql://x/y'], /postgres:\/\//, /postgres:\/\//],
    [['run', '--target', 'postgres://u@localhost:none/x'], /URL is malformed/, /postgres:\/\//],
    [['run', '--pgbouncer', '/x', '--pooler-url', 'postgres://u@h/d'], /got both/, /Leave one/],
    [['run', '--pooler-url', 'mysql://x/y'], /--pooler-url to be postgres:\/\//, /--pgbouncer/],
    [['run', '--pooler-url', 'postgres://u@h/d'], /embedded/, /--target postgres:\/\//],
    [['run', '--pgbouncer'], /pgbouncer/, /--help/],
    [['cache', 'clera'], /clera/, /--help/],
    [['report'], /./, /--help/],
    [['report', '/nowhere/at/all'], /\/nowhere\/at\/all/, /journal.jsonl/],
  ])('%j: exit 2', ([...args], error, next) => expectRefusal(args, 2, error, next));

  test('--out below a file: exit 2, before anything is started', () =>
    expectRefusal(['run', '--out', join(out, 'file', 'x')], 2, /--out .*file/, /--out/));

  test.skipIf(process.platform !== 'linux')('--out below /proc: exit 2, and no hang', () =>
    expectRefusal(['run', '--out', '/proc/rlsbench/x'], 2, /--out .*\/proc/, /--out/),
  );

  test('wrong password: exit 3, naming host, role and SQLSTATE', () => {
    const { host, port, user } = inject('admin');
    const url = `postgres://${user}:sesame@${host}:${port}/postgres`;
    const args = ['run', '--out', out, '--target', url];
    return expectRefusal(args, 3, /password is wrong \(28P01\)/, /URL/);
  });

  test('unreachable server: exit 3, naming host and port', () => {
    const args = ['run', '--out', out, '--target', 'postgres://u:sesame@127.0.0.1:1/x'];
    return expectRefusal(args, 3, /127\.0\.0\.1:1/, /server is running/);
  });

  test('a role without the rights: exit 2, naming the right and how to give it', async () => {
    const admin = inject('admin');
    const role = `rlsbench_test_weak_${process.pid}`;
    await withClient(admin, (client) =>
      client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'sesame'`),
    );
    const url = `postgres://${role}:sesame@${admin.host}:${admin.port}/${admin.database}`;
    await expectRefusal(['run', '--out', out, '--target', url], 2, /CREATEROLE/, /ALTER ROLE/);
    await withClient(admin, (client) => client.query(`DROP ROLE ${role}`));
  });
});
