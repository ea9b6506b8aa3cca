import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

async function matrixIn(
  out: string,
): Promise<{ folder: string; upgrade: Record<string, unknown> }> {
  const [name = '', ...others] = (await readdir(out)).filter((each) => each !== 'latest');
  expect(name).toMatch(/-start-matrix$/);
  expect(others).toEqual([]);
  const folder = join(out, name);
  return { folder, upgrade: JSON.parse(await readFile(join(folder, 'upgrade.json'), 'utf8')) };
}

describe.skipIf(process.platform !== 'linux')('two real versions', () => {
  test('both are run and compared; then Ctrl-C in the second: what there is is kept', async () => {
    const cache = await makeFolder('cache');
    const env = (small: object) => ({ RLSBENCH_CACHE: cache, SMALL_RUN: JSON.stringify(small) });
    const whole = await makeFolder('out');
    const args = ['run', 'where-vs-rls', '--profile', 'start', '--pg', '17,18', '--out'];
    const brief = { loadSeconds: 0, minimumBlocks: 1, roundsPerBlock: 5 };
    const end = await runCli([...args, whole, '--json'], { small: true, env: env(brief) });
    expect(end.stderr).toMatch(/^Postgres 17 \(1 of 2\)$[\s\S]*^Postgres 18 \(2 of 2\)$/m);
    expect(end.code).toBe(0);
    const { folder, upgrade } = await matrixIn(whole);
    expect(JSON.parse(end.stdout)).toEqual(upgrade);
    expect(upgrade).toMatchObject({
      versions: [
        { major: 17, status: 'complete', serverVersion: expect.stringMatching(/^17\./) },
        { major: 18, status: 'complete', serverVersion: expect.stringMatching(/^18\./) },
      ],
      steps: [{ from: 17, to: 18, compared: expect.any(Number) }],
    });
    for (const place of ['index.html', 'pg17/index.html', 'pg18/index.html', 'pg18/plans']) {
      expect(existsSync(join(folder, place)), place).toBe(true);
    }

    const rebuilt = await runCli(['report', join(whole, 'latest')]);
    expect(rebuilt.stdout).toMatch(/^From 17 to 18: /m);
    expect(rebuilt.code).toBe(0);

    const cut = await makeFolder('out');
    const cli = startCli([...args, cut], { small: true, env: env(brief) });
    onTestFinished(() => void cli.child.kill('SIGKILL'));
    await cli.says('Postgres 18 (2 of 2)');
    cli.child.kill('SIGINT');
    const { code, stderr, stdout } = await cli.end;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^(error|bug)/m);
    expect(stdout).toMatch(/Postgres 18: .*interrupted/);
    expect((await matrixIn(cut)).upgrade).toMatchObject({
      versions: [
        { major: 17, status: 'complete' },
        { major: 18, reason: expect.stringContaining('interrupted') },
      ],
      steps: [],
    });
    await expectNothingLeftIn(cache);
  }, 90_000);
});
