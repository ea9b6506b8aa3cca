import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseGateReports, publishGate } from '../../bench/cli/gate-reports.js';
import { BadInputError, EnvironmentError, inOneLine } from '../../bench/errors.js';
import { githubAnnotations } from '../../bench/report/gate/exporters/github-annotations.js';
import { githubSummary } from '../../bench/report/gate/exporters/github-summary.js';
import { GATE_EXPORTERS } from '../../bench/report/gate/exporters/registry.js';
import { gateTerminal } from '../../bench/report/gate/terminal.js';
import { madeGateResult, madePassedResult } from '../gate/made-gate.js';
import { linesOf, runCli } from '../support/cli.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-reports-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const result = madeGateResult();
const folder = 'reports/now-gate';

/** What is printed. */
async function publish(reports: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const out = new PassThrough();
  const said = text(out);
  try {
    await publishGate({ result, folder }, reports, env, out);
  } finally {
    out.end();
  }
  return said;
}

function refused(...reports: string[]): string {
  try {
    parseGateReports(reports);
  } catch (error) {
    expect(error).toBeInstanceOf(BadInputError);
    return inOneLine(error);
  }
  throw new Error(`taken: ${reports.join(' ')}`);
}

describe('--report', () => {
  test('without one, people get their text', async () => {
    expect(await publish([])).toBe(`${gateTerminal(result, folder)}\n`);
  });

  test('a format is printed, and nothing else', async () => {
    for (const { name, text } of GATE_EXPORTERS) expect(await publish([name])).toBe(text(result));
  });

  test('github adds annotations, and a summary where a step has one', async () => {
    const file = join(root, 'summary.md');
    const said = `${gateTerminal(result, folder)}\n${githubAnnotations.text(result)}`;
    expect(await publish(['github'])).toBe(said);
    expect(await publish(['github'], { GITHUB_STEP_SUMMARY: file })).toBe(said);
    expect(await readFile(file, 'utf8')).toBe(githubSummary.text(result));
  });

  test('the summary comes after what the step wrote, and keeps to what GitHub takes of both', async () => {
    const file = join(root, 'long.md');
    await writeFile(file, 'x'.repeat(1024 * 1024 - 2_000));
    await publish(['github'], { GITHUB_STEP_SUMMARY: file });
    const { size } = await stat(file);
    expect(size).toBeLessThanOrEqual(1024 * 1024);
    const added = (await readFile(file, 'utf8')).slice(1024 * 1024 - 2_000);
    expect(added).toMatch(/^\n\n## rlsbench gate: failed/);
    expect(added).toContain('**Cut here**');
    await writeFile(file, 'x'.repeat(1024 * 1024));
    await publish(['github'], { GITHUB_STEP_SUMMARY: file });
    expect((await stat(file)).size).toBe(1024 * 1024);
  });

  test('without github, a step gets no summary', async () => {
    const file = join(root, 'none.md');
    await publish(['junit'], { GITHUB_STEP_SUMMARY: file });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test('NAME=FILE writes, as many as are given, and people keep their text', async () => {
    const files = ['junit', 'sarif', 'summary'].map((name) => ({
      name,
      file: join(root, 'made', `a=b ${name}`),
    }));
    const said = await publish(files.map(({ name, file }) => `${name}=${file}`));
    expect(said).toBe(`${gateTerminal(result, folder)}\n`);
    for (const { name, file } of files) {
      const exporter = GATE_EXPORTERS.find((each) => each.name === name);
      expect(await readFile(file, 'utf8')).toBe(exporter?.text(result));
    }
    expect(await publish(['json', `junit=${join(root, 'x.xml')}`])).toMatch(/^\{/);
  });

  test('a mistake is told with what to do instead', () => {
    expect(refused('junt')).toContain('Unknown report "junt". Did you mean "junit"?');
    expect(refused('sarf=x')).toContain('Did you mean "sarif"?');
    expect(refused('junit', 'github')).toContain('one --report for stdout, got junit and github');
    expect(refused('junit=')).toContain('a file after the =');
    expect(refused('github=x')).toContain('--report summary=FILE');
    expect(refused('junit=x', 'sarif=./x')).toContain('two for');
    expect(parseGateReports(['junit', 'junit']).printed?.name).toBe('junit');
  });

  test('a mistake is told before anything else is looked at', async () => {
    const end = await runCli(['gate', '--base', 'no-such-ref', '--report', 'junt']);
    expect(end.code).toBe(2);
    expect(linesOf(end).error).toContain('Unknown report "junt"');
  });

  test('a file that cannot be written is named', async () => {
    await writeFile(join(root, 'file'), '');
    const attempt = publish([`junit=${join(root, 'file', 'gate.xml')}`]);
    await expect(attempt).rejects.toBeInstanceOf(EnvironmentError);
    await expect(attempt).rejects.toThrow(join(root, 'file', 'gate.xml'));
  });
});

test('why a gate did not end is left to the error that is told below', async () => {
  const why = 'db/1.sql:3: the server said no';
  const result = madePassedResult({
    ...{ status: 'failed', statusReason: why, verdict: 'failed' },
    sentence: `The gate failed (${why}).`,
  });
  const out = new PassThrough();
  const said = text(out);
  await publishGate({ result, folder: null, error: new Error(why) }, [], {}, out);
  out.end();
  // In CI there are colours.
  const plain = stripVTControlCharacters(await said);
  expect(plain).toMatch(/^Failed\. The gate failed before it was done\.\n/);
  expect(plain).not.toContain('the server said no');
});
