import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import type { OpenedTarget } from '../../bench/target/target.js';
import { linesOf, runCli, type StartedCli, startCli } from '../support/cli.js';
import { expectNothingLeftIn, namesOn } from '../support/leftovers.js';

/** However a run ends: nothing is left behind, what was measured is kept, and one sentence says why. */

const onLinux = describe.skipIf(process.platform !== 'linux');

/** A folder that the server's user can pass through. */
async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `rlsbench-test-${name}-`));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function openServer(): Promise<OpenedTarget> {
  return openEmbedded(
    {
      ...{ location: 'embedded', pgMajor: 18, dataKey: 'tests: empty' },
      fill: async () => {},
      onProgress: () => {},
    },
    { holdToCores: false },
  );
}

const urlOf = ({ admin: { user, password, host, port } }: OpenedTarget) =>
  `postgres://${user}:${password}@${host}:${port}/postgres`;

/** Starts a small run; it is killed with the test, should that end first. */
function runSmall(args: readonly string[], env: NodeJS.ProcessEnv): StartedCli {
  const cli = startCli(args, { small: true, env });
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  return cli;
}

async function onlyReportIn(
  out: string,
): Promise<{ folder: string; status: string; text: string }> {
  const folders = (await readdir(out)).filter((name) => name.endsWith('-start'));
  expect(folders).toHaveLength(1);
  const folder = join(out, folders[0] ?? '');
  const text = await readFile(join(folder, 'result.json'), 'utf8');
  return { folder, status: JSON.parse(text).status, text };
}

const LOADING = 'proofs hold';

/** Until some blocks are in the journal. */
async function untilBlocks(out: string, cli: StartedCli): Promise<void> {
  await cli.says(LOADING);
  for (;;) {
    for (const name of await readdir(out)) {
      const journal = join(out, name, 'journal.jsonl');
      if (existsSync(journal) && readFileSync(journal, 'utf8').includes('"type":"block"')) return;
    }
    await sleep(10);
  }
}

const LONG = { SMALL_RUN: JSON.stringify({ loadSeconds: 60, minimumBlocks: 200 }) };

onLinux('an embedded server', () => {
  test('SIGKILL at any moment leaves no process, no run folder and a sound cache', async () => {
    const cache = await makeFolder('cache');
    const out = await makeFolder('out');
    const env = { RLSBENCH_CACHE: cache, ...LONG };
    for (const moment of ['opening', 'loading', 'proving', 'measuring']) {
      const cli = runSmall(['run', 'where-vs-rls', '--profile', 'start', '--out', out], env);
      if (moment === 'opening') await cli.says('opening the target');
      else if (moment === 'measuring') await cli.says(LOADING);
      // The data of an earlier round may be cached by now: then this falls into the proofs.
      else
        await sleep(moment === 'loading' ? 600 + 600 * Math.random() : 1500 + 800 * Math.random());
      cli.child.kill('SIGKILL');
      expect((await cli.end).signal).toBe('SIGKILL');
      await expectNothingLeftIn(cache);
    }
    const env2 = { RLSBENCH_CACHE: cache, SMALL_RUN: '{"loadSeconds":0,"minimumBlocks":1}' };
    const after = await runCli(
      ['run', 'where-vs-rls', '--profile', 'start', '--out', out, '--json'],
      {
        ...{ small: true, env: env2 },
      },
    );
    expect(after.stderr).toContain(LOADING);
    expect(after.code).toBe(0);
    // Nothing but JSON on stdout.
    expect(JSON.parse(after.stdout).status).toBe('complete');
    await expectNothingLeftIn(cache);
  }, 90_000);

  test('SIGINT under load: exit 130, a report marked partial, nothing left', async () => {
    const cache = await makeFolder('cache');
    const out = await makeFolder('out');
    const env = { RLSBENCH_CACHE: cache, ...LONG };
    const cli = runSmall(['run', 'where-vs-rls', '--profile', 'start', '--out', out], env);
    await untilBlocks(out, cli);
    cli.child.kill('SIGINT');
    const { code, stderr, stdout } = await cli.end;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^(error|bug)/m);
    expect(stdout).toMatch(/partial|interrupted/i);
    const { status, folder } = await onlyReportIn(out);
    expect(status).toBe('partial');
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toMatch(/partial/i);
    await expectNothingLeftIn(cache);
  }, 90_000);

  test('SIGINT while data is loaded: exit 130, no report, nothing left', async () => {
    const cache = await makeFolder('cache');
    const out = await makeFolder('out');
    const size = { invoices: 1_000_000, tenants: 1_000 };
    const env = { RLSBENCH_CACHE: cache, SMALL_RUN: JSON.stringify({ size }) };
    const cli = runSmall(['run', 'where-vs-rls', '--profile', 'start', '--out', out], env);
    const isBuilding = () =>
      readdirSync(cache, { recursive: true }).some((path) =>
        /build-[^/]*\/base$/.test(String(path)),
      );
    await expect.poll(isBuilding, { timeout: 60_000 }).toBe(true);
    await sleep(1_000);
    cli.child.kill('SIGINT');
    const end = await cli.end;
    expect(end.code).toBe(130);
    expect(end.stderr).not.toContain('bug');
    expect(await readdir(out)).toEqual([]);
    await expectNothingLeftIn(cache);
  }, 90_000);

  test.skipIf(!canMount())(
    'a full disk under the report: one sentence, exit 3, the rest readable',
    async () => {
      const cache = await makeFolder('cache');
      const mount = await makeFolder('full');
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', mount]);
      onTestFinished(() => void execFileSync('umount', ['-l', mount]));
      const out = join(mount, 'reports');
      await mkdir(out);
      const env = { RLSBENCH_CACHE: cache, ...LONG };
      const end = await runCli(['run', 'where-vs-rls', '--profile', 'start', '--out', out], {
        small: true,
        env,
      });
      expect(end.code).toBe(3);
      expect(linesOf(end).error).toMatch(/disk is full/);
      expect(linesOf(end).next).toMatch(/--out/);
      expect(end.stderr).not.toMatch(/^\s+at /m);
      const [name = ''] = (await readdir(out)).filter((each) => each.endsWith('-start'));
      const elsewhere = await makeFolder('copy');
      execFileSync('cp', [join(out, name, 'journal.jsonl'), elsewhere]);
      const rebuilt = await runCli(['report', elsewhere, '--json']);
      expect(rebuilt.code).toBe(0);
      expect(JSON.parse(rebuilt.stdout).status).toBe('partial');
      await expectNothingLeftIn(cache);
    },
    90_000,
  );
});

onLinux('a server of somebody else', () => {
  let server: OpenedTarget;
  beforeAll(async () => {
    server = await openServer();
  });
  afterAll(() => server.close());

  const start = (out: string, target: OpenedTarget, small: object) =>
    runSmall(
      ['run', 'where-vs-rls', '--profile', 'start', '--out', out, '--target', urlOf(target)],
      {
        SMALL_RUN: JSON.stringify(small),
      },
    );

  test('SIGINT while data is loaded: exit 130, database and roles gone', async () => {
    const out = await makeFolder('out');
    const cli = start(out, server, { size: { invoices: 1_000_000, tenants: 1_000 } });
    await expect.poll(() => namesOn(server), { timeout: 30_000 }).not.toEqual([]);
    await sleep(1_000);
    cli.child.kill('SIGINT');
    expect((await cli.end).code).toBe(130);
    expect(await namesOn(server)).toEqual([]);
  }, 90_000);

  test.each(['drawing parameters', 'proofs hold'])(
    'SIGINT after "%s": exit 130, everything gone, no proof said to have failed',
    async (word) => {
      const out = await makeFolder('out');
      const cli = start(out, server, { loadSeconds: 60, minimumBlocks: 200 });
      if (word === 'proofs hold') await cli.says(word);
      else
        await expect.poll(async () => (await namesOn(server)).length, { timeout: 60_000 }).toBe(3);
      await sleep(300 * Math.random());
      cli.child.kill('SIGINT');
      const { code, stderr } = await cli.end;
      expect(stderr).not.toMatch(/^(error|bug)/m);
      expect(code).toBe(130);
      expect(await namesOn(server)).toEqual([]);
      for (const name of await readdir(out)) {
        const journal = join(out, name, 'journal.jsonl');
        if (name !== 'latest') expect(readFileSync(journal, 'utf8')).not.toContain('"failed"');
      }
    },
    90_000,
  );

  test('a killed backend: one sentence with the SQLSTATE, its arm failed, the rest kept, exit 1; no password anywhere', async () => {
    const out = await makeFolder('out');
    const cli = start(out, server, { minimumBlocks: 8, loadSeconds: 5 });
    await cli.says('opening the target');
    expect(readFileSync(`/proc/${cli.child.pid}/cmdline`, 'utf8')).not.toContain('postgres://');
    await untilBlocks(out, cli);
    // One that is just closing is none that fails an arm: then the next.
    while (!cli.said().includes(' failed on ') && cli.child.exitCode === null) {
      await withClient(server.admin, (client) =>
        client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where usename like 'rlsbench\\_%\\_rls' and backend_type = 'client backend' limit 1`,
        ),
      );
      await sleep(200);
    }
    const end = await cli.end;
    expect(end.code).toBe(1);
    // TCP drops the server's last word where the client had just written: then the loss is what is known.
    expect(linesOf(end).error).toMatch(/arm \S+ failed on .*(57P01|The connection was lost)/);
    const { status, text, folder } = await onlyReportIn(out);
    expect(status).toBe('failed');
    const result = JSON.parse(text);
    expect(result.failures.length).toBeGreaterThan(0);
    expect(result.failures[0]).toMatchObject(
      linesOf(end).error.includes('57P01') ? { sqlState: '57P01' } : { kind: 'connection' },
    );
    expect(result.contrasts.some(({ kind }: { kind: string }) => kind === 'aa')).toBe(true);
    expect(await namesOn(server)).toEqual([]);

    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const written = files
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(written.length).toBeGreaterThan(5);
    for (const each of [end.stdout, end.stderr, ...written]) {
      expect(each.includes(server.admin.password)).toBe(false);
    }
  }, 90_000);

  test('a server that stops: one sentence, exit 3, what was measured kept', async () => {
    const theirs = await openServer();
    onTestFinished(() => theirs.close());
    const out = await makeFolder('out');
    const cli = start(out, theirs, { loadSeconds: 60, minimumBlocks: 200 });
    await untilBlocks(out, cli);
    const { rows } = await withClient(theirs.admin, (client) =>
      client.query(`select pg_read_file('postmaster.pid') as file`),
    );
    process.kill(Number(rows[0].file.split('\n')[0]), 'SIGQUIT');
    const end = await cli.end;
    expect(end.code).toBe(3);
    expect(linesOf(end).error).toMatch(/stopped answering while measuring/);
    expect(end.stderr).not.toMatch(/^bug|^\s+at /m);
    const { status, folder } = await onlyReportIn(out);
    expect(status).toBe('failed');
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toContain('"type":"block"');
  }, 90_000);
});

/** Only root may mount, and in some containers not even root. Said aloud, so that nobody is fooled. */
function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const [folder] = [execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()];
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    console.warn('SKIPPED: a full disk under the report needs the right to mount a tmpfs');
    return false;
  } finally {
    execFileSync('rmdir', [folder]);
  }
}
