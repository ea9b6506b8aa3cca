import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GateResult } from '../../../../bench/gate/gate-result.js';
import { githubAnnotations } from '../../../../bench/report/gate/exporters/github-annotations.js';
import { HOSTILE_TITLE, madeGateFacts } from '../../../gate/made-facts.js';
import {
  madeFinding,
  madeGateResult,
  madePassedResult,
  madeTiming,
} from '../../../gate/made-gate.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** A line of a log as the runner of GitHub Actions takes it: the rules of its ActionCommand.TryParseV2. */
function parse(line: string): Command | null {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return null;
  const [name = '', ...rest] = text.slice(2, end).split(' ');
  const properties = rest
    .join(' ')
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const);
  return {
    name,
    properties: Object.fromEntries(
      properties.map(([key, value]) => [
        key,
        unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ',')),
      ]),
    ),
    data: unescaped(text.slice(end + 2)),
  };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function read(result: GateResult): Command[] {
  const lines = githubAnnotations.text(result).split('\n').slice(0, -1);
  return lines.map((line) => {
    const command = parse(line);
    if (command === null) throw new Error(`no command: ${line}`);
    return command;
  });
}

describe('annotations', () => {
  test('an operation that fails is an error, one not told a warning, notices are; better is none', () => {
    const commands = read(madeGateResult());
    expect(commands.map(({ name, properties }) => [name, properties.title])).toEqual([
      ['error', 'rlsbench: latest 20 invoices'],
      ['error', 'rlsbench: count open invoices'],
      ['warning', 'rlsbench: count open invoices'],
      ['warning', `rlsbench: ${HOSTILE_TITLE}`],
      ['warning', 'rlsbench: latest 20 invoices'],
      ['notice', `rlsbench: ${HOSTILE_TITLE}`],
      ['notice', 'rlsbench: one invoice by its id'],
      ['notice', 'rlsbench: search by number'],
      ['notice', 'rlsbench: the old report'],
    ]);
    expect(commands[0]?.properties).toMatchObject({ file: 'scenarios/invoices.ts', line: '12' });
    const [index, buffers, ...others] = commands[0]?.data.split('\n') ?? [];
    expect(index).toBe(madeFinding().message);
    expect(buffers).toContain('1,204 buffers instead of 4');
    expect(others).toEqual([]);
  });

  test('a timing is annotated where its operation is defined, with its figures', () => {
    const [, slower] = read(madeGateResult());
    expect(slower?.properties).toMatchObject({ file: 'scenarios/invoices.ts', line: '26' });
    expect(slower?.data).toMatch(
      /^median latency, whale tenant, rls: \+12\.0% .* over paired blocks: fail/,
    );
  });

  test('what is the same on other arms is said once, and only so much of one operation', () => {
    const findings = Array.from({ length: 12 }, (_, i) =>
      ['rls', 'where'].map((arm) => madeFinding({ arm, message: `${i}.` })),
    ).flat();
    const [command, ...others] = read(madePassedResult({ findings, timings: [] }));
    expect(command?.data).toBe('0.\n1.\n2.\n3.\n4.\nAnd 7 more, in the report.');
    expect(others).toEqual([]);
  });

  test('what is inconclusive is an error where that fails the gate', () => {
    const timings = [madeTiming({ verdict: 'inconclusive' })];
    expect(read(madePassedResult({ timings }))[0]?.name).toBe('warning');
    const gate = madeGateFacts({ strict: true });
    expect(read(madePassedResult({ timings, gate }))[0]?.name).toBe('error');
  });

  test('nothing to say is nothing said', () => {
    expect(githubAnnotations.text(madePassedResult())).toBe('');
  });

  test('more than GitHub shows are counted', () => {
    const findings = Array.from({ length: 25 }, (_, i) => madeFinding({ operation: `${i}` }));
    const notices = findings.slice(0, 10).map((each) => madeFinding({ ...each, level: 'notice' }));
    const commands = read(madePassedResult({ findings: [...findings, ...notices], timings: [] }));
    const errors = commands.filter(({ name }) => name === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.data).toMatch(/^16 more errors: /);
    expect(commands.filter(({ name }) => name === 'notice')).toHaveLength(10);
    expect(commands.at(-1)?.data).toBe(madeFinding().message);
  });

  test('any message and any file come back as they went in', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom('%', '0', 'A', 'D', '2', '5', ':', ',', '=', '\r', '\n', ' '),
      }),
    );
    fc.assert(
      fc.property(nasty, nasty, (message, path) => {
        const file = `a${path}b`;
        const [command, ...others] = read(
          madePassedResult({ findings: [madeFinding({ message, file })], timings: [] }),
        );
        expect(command?.data).toBe(message);
        expect(command?.properties.file).toBe(file);
        expect(others).toEqual([]);
      }),
    );
  });
});
