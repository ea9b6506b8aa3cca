import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openInvoices from '../../docs/examples/open-invoices.js';
import { type CliEnd, linesOf, runCli } from '../support/cli.js';

/** Without the tenant in front the index is there, and of no use. */
const setup = ['create index open_due_idx on invoices (due_on)'];
const siblings = openInvoices.siblings.map((each) => ('setup' in each ? { ...each, setup } : each));

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-check-'));
  file = join(folder, 'wrong-index.mjs');
  await writeFile(file, `export default ${JSON.stringify({ ...openInvoices, siblings })}`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Checks the example of the docs with that index, on few rows. */
function checkWrongIndex(...options: string[]): Promise<CliEnd> {
  return runCli(['check', file, '--profile', 'start', ...options], { small: true });
}

/** What failed is a finding: told on stdout, and no error of the command. */
function expectFinding(end: CliEnd): void {
  expect(end.code, end.stderr).toBe(1);
  expect(linesOf(end)).toMatchObject({ error: '', next: '' });
  expect(end.stderr).not.toMatch(/expected|^bug|^\s+at /m);
}

describe('check of a plan that is not as expected: exit code 1, told on stdout alone', {
  timeout: 90_000,
}, () => {
  test('as text', async () => {
    const end = await checkWrongIndex();
    expectFinding(end);
    expect(end.stdout).toMatch(/^failed {2}open-invoices {2}\d+ of 12 expectations hold, /);
    expect(end.stdout).toMatch(/^expected uses open_due_idx: open-invoices, longest-due, where, /m);
    expect(end.stdout).toMatch(/\d+ checks failed on Postgres \d+\.\d+\.\n$/);
  });

  test('--json: nothing but JSON', async () => {
    const end = await checkWrongIndex('--json');
    expectFinding(end);
    const { passed, expectations, plans } = JSON.parse(end.stdout);
    expect(passed).toBe(false);
    expect(expectations).toContainEqual(
      expect.objectContaining({ rule: 'uses', expected: 'open_due_idx', status: 'failed' }),
    );
    expect(plans).toHaveLength(4 * 3);
  });

  test('--markdown', async () => {
    const end = await checkWrongIndex('--markdown');
    expectFinding(end);
    expect(end.stdout).toMatch(/^# rlsbench check: failed\n/);
    expect(end.stdout).toContain('expected `uses` open\\_due\\_idx');
  });
});
