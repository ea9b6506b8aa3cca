import { describe, expect, test } from 'vitest';
import { linesOf, runCli } from '../support/cli.js';

describe.concurrent('calibrate: what it is given', () => {
  test.each([
    [['--only', 'index-droped'], /"index-droped". Did you mean "index-dropped"/],
    [['--only', 'identical', '--gates', '0'], /Expected at least one gate to run, got none/],
    [['--gates', 'many'], /--gates takes a whole number from 0 to 1000; got "many"/],
    [['--repeats', '-1'], /--repeats|Not enough arguments/],
    [['--target', 'postgres://127.0.0.1/x'], /a server of its own/],
    [['--quick', '--thorough'], /mutually exclusive/],
  ])('%j: exit 2, and what to do next', async (args, message) => {
    const end = await runCli(['calibrate', ...args]);
    expect(end.code).toBe(2);
    const { error, next, others } = linesOf(end);
    expect(error).toMatch(message);
    expect(next).not.toBe('');
    expect(others).toEqual([]);
  });

  test('--help names every lie, so that one can be asked for', async () => {
    const { stdout, code } = await runCli(['calibrate', '--help']);
    expect(code).toBe(0);
    for (const name of ['index-dropped', 'force-removed', 'identical', 'delay-10']) {
      expect(stdout).toContain(name);
    }
  });
});
