import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linesOf, runCli, startCli } from '../support/cli.js';
import { expectNothingLeftIn } from '../support/leftovers.js';

describe.concurrent('bad --pg: exit 2, before anything is started', () => {
  test.each<[string[], RegExp, RegExp]>([
    [['--pg', '15,14'], /--pg takes 15, 16, 17, 18; got "14"/, /--target/],
    [['--pg', '15,'], /got ""/, /--target/],
    [['--pg', '15 16'], /got "15 16"/, /--target/],
    [['--pg', '18,17,18'], /each version once; got 18 twice in "18,17,18"/, /--pg 18,17\./],
    [
      ['--pg', '17,18', '--target', 'postgres://u:sesame@localhost/x'],
      /several versions for the embedded Postgres only; got 17,18/,
      /Leave --target out/,
    ],
  ])('%j', async (args, error, next) => {
    const end = await runCli(['run', ...args]);
    expect(linesOf(end)).toMatchObject({
      error: expect.stringMatching(error),
      next: expect.stringMatching(next),
      others: [],
    });
    expect(end.stderr).not.toContain('sesame');
    expect(end.stdout).toBe('');
    expect(end.code).toBe(2);
  });
});

/** A folder that the server's user can pass through. */
async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `rlsbench-test-${name}-`));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Until the journal of that version, which is running, has some blocks. */
async function untilBlocks(out: string, major: number): Promise<void> {
  for (;;) {
    const paths = await readdir(out, { recursive: true });
    const journal = paths.find((path) => path.match(`running-pg${major}/[^/]+/journal.jsonl$`));
    if (journal !== undefined) {
      const text = await readFile(join(out, journal), 'utf8');
      if (text.includes('"type":"block"')) return;
    }
    await sleep(10);
  }
}

describe.skipIf(process.platform !== 'linux')('two real versions', () => {
  test('Ctrl-C in the second: both are compared as far as they got, and nothing is left', async () => {
    const [cache, out] = [await makeFolder('cache'), await makeFolder('out')];
    const brief = { loadSeconds: 0, minimumBlocks: 2, roundsPerBlock: 4 };
    const env = { RLSBENCH_CACHE: cache, SMALL_RUN: JSON.stringify(brief) };
    const args = ['run', 'where-vs-rls', '--profile', 'start', '--pg', '17,18', '--out', out];
    const cli = startCli([...args, '--json'], { small: true, env });
    onTestFinished(() => void cli.child.kill('SIGKILL'));
    await cli.says('Postgres 18 (2 of 2)');
    await untilBlocks(out, 18);
    cli.child.kill('SIGINT');
    const end = await cli.end;
    expect(end.code).toBe(130);
    expect(end.stderr).toMatch(/^Postgres 17 \(1 of 2\)$[\s\S]*^Postgres 18 \(2 of 2\)$/m);
    expect(end.stderr).not.toMatch(/^(error|bug)/m);

    const folder = await realpath(join(out, 'latest'));
    expect(folder).toMatch(/-start-matrix$/);
    expect((await readdir(out)).sort()).toEqual([basename(folder), 'latest']);
    const written = await readFile(join(folder, 'upgrade.json'), 'utf8');
    const upgrade: unknown = JSON.parse(written);
    expect(JSON.parse(end.stdout)).toEqual(upgrade);
    expect(upgrade).toMatchObject({
      versions: [
        { major: 17, status: 'complete', serverVersion: expect.stringMatching(/^17\./) },
        { major: 18, status: 'partial', reason: expect.stringMatching(/interrupted/) },
      ],
      steps: [{ from: 17, to: 18, plansChanged: expect.any(Number) }],
    });
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toMatch(/Postgres 18: partial/);
    await expectNothingLeftIn(cache);

    const rebuilt = await runCli(['report', join(out, 'latest')]);
    expect(rebuilt.stdout).toMatch(/^From 17 to 18: /m);
    expect(rebuilt.code).toBe(0);
    expect(await readFile(join(folder, 'upgrade.json'), 'utf8')).toBe(written);
    for (const place of ['pg17/index.html', 'pg18/index.html', 'pg18/plans']) {
      expect(existsSync(join(folder, place)), place).toBe(true);
    }
  }, 120_000);
});
