import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';

const ESCAPE = String.fromCharCode(27);

describe.concurrent('commands', () => {
  test('--help names the commands, gives examples and the exit codes', async () => {
    const { stdout, code } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'list', 'report', 'doctor', 'cache']) {
      expect(stdout).toContain(`rlsbench ${command}`);
    }
    expect(stdout).toMatch(/Examples:\n +rlsbench run/);
    expect(stdout).toContain('130 interrupted');
  });

  test.each(['run', 'report', 'cache'])('%s --help has examples', async (command) => {
    const { stdout, code } = await runCli([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n +rlsbench ${command} `));
  });

  test('--version is that of the package', async () => {
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('list: scenarios with their question, and profiles; as JSON too', async () => {
    const { stdout } = await runCli(['list']);
    expect(stdout).toContain('where-vs-rls');
    expect(stdout).toContain('thorough');
    const json = JSON.parse((await runCli(['list', '--json'])).stdout);
    expect(json.scenarios[0]).toMatchObject({ name: 'where-vs-rls' });
    expect(json.profiles).toHaveLength(4);
  });

  test('cache: folder and budget; as JSON too', async () => {
    const { stdout, code } = await runCli(['cache']);
    expect(code).toBe(0);
    expect(stdout).toContain(process.env.RLSBENCH_CACHE);
    const json = JSON.parse((await runCli(['cache', '--json'])).stdout);
    expect(json).toMatchObject({ folder: process.env.RLSBENCH_CACHE });
    expect(json.entries).toBeInstanceOf(Array);
  });

  test('doctor: what the machine can run, as text and as JSON, and nothing else on stdout', async () => {
    const { stdout, code } = await runCli(['doctor', '--json']);
    expect([0, 3]).toContain(code);
    const findings: { subject: string; status: string }[] = JSON.parse(stdout);
    const subjects = findings.map(({ subject }) => subject);
    for (const subject of ['node', 'embedded Postgres 18', 'cores', 'disk', 'noise']) {
      expect(subjects).toContain(subject);
    }
    expect((await runCli(['doctor'])).stdout).toMatch(/embedded Postgres 18: 18\.\d/);
  });

  test('NO_COLOR is heeded, FORCE_COLOR too', async () => {
    const plain = await runCli(['run', 'nothing'], { env: { NO_COLOR: '1' } });
    expect(plain.stderr).not.toContain(ESCAPE);
    const forced = await runCli(['run', 'nothing'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(forced.stderr).toContain(ESCAPE);
  });

  test('a reader that goes away (| head) is no crash', async () => {
    const main = fileURLToPath(new URL('../../dist/bench/cli/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'list'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    await once(child, 'close');
    expect(stderr).toBe('');
    expect(child.exitCode).toBe(0);
  });
});
