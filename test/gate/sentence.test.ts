import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GateResult } from '../../bench/gate/gate-result.js';
import { gateSentence, LONGEST_SENTENCE } from '../../bench/gate/sentence.js';
import { HOSTILE_TITLE, madeGateFacts } from './made-facts.js';
import { madeFinding, madeGateResult, madePassedResult, madeTiming } from './made-gate.js';

const slower = madeTiming({
  operation: 'count-open',
  ratio: 1.12,
  low: 1.09,
  high: 1.15,
  verdict: 'fail',
});
const worse = (...titles: string[]): GateResult['operations'] => ({
  compared: 38,
  worse: titles,
  better: [],
  inconclusive: [],
});

describe('the sentence of a gate', () => {
  test('names the first two that got worse and how, and what got better', () => {
    const result = madeGateResult({
      operations: { ...worse('latest', 'count-open'), better: ['total of a month'] },
      findings: [
        madeFinding(),
        madeFinding({
          rule: 'calls',
          level: 'better',
          operation: 'total',
          tenant: 'whale',
          baseValue: 34_000,
          headValue: 1,
        }),
      ],
      timings: [slower],
    });
    expect(gateSentence(result)).toBe(
      '2 of 38 operations got worse: latest 20 invoices for the tiny tenant lost its index; ' +
        'count open invoices for the whale got 12% slower (9% to 15%); ' +
        '1 got better: total of a month for the whale makes 1 function call instead of 34,000.',
    );
  });

  test('counts what it does not name', () => {
    const names = ['latest', 'count-open', 'point', 'total', 'notes'];
    const findings = names.map((operation) => madeFinding({ operation }));
    const said = gateSentence(
      madeGateResult({ operations: worse(...names), findings, timings: [] }),
    );
    expect(said).toMatch(/^5 of 38 operations got worse: latest.*; count open.*; and 3 more\.$/);
  });

  test.each([
    [
      'several tenants',
      [{ tenant: 'tiny' }, { tenant: 'whale' }],
      'latest 20 invoices lost its index for 2 tenants',
    ],
    [
      'the furthest figure',
      [
        { rule: 'buffers', tenant: 'tiny', baseValue: 4, headValue: 9 },
        { rule: 'buffers', tenant: 'whale', baseValue: 4, headValue: 1_204 },
      ],
      'for the whale reads 1,204 buffers instead of 4',
    ],
    ['an expectation', [{ rule: 'expectation' }], 'for the tiny tenant breaks an expectation'],
    [
      'the cause before the figures',
      [{}, { rule: 'buffers', baseValue: 4, headValue: 9 }],
      'lost its index.',
    ],
    [
      'an index that an expectation names',
      [{ rule: 'expectation' }, {}],
      'of 38 operations got worse: latest 20 invoices for the tiny tenant lost its index.',
    ],
  ] as const)('says of %s what happened', (_, given, words) => {
    const findings = given.map((each) => madeFinding(each));
    const said = gateSentence(madeGateResult({ operations: worse('x'), findings, timings: [] }));
    expect(said).toContain(words);
  });

  test.each([
    [{ metric: 'p50' }, 'got 12% slower (9% to 15%)'],
    [{ metric: 'p75' }, 'got 12% slower at p75 (9% to 15%)'],
    [{ metric: 'serverCpu' }, 'takes 12% more server CPU (9% to 15%)'],
    [{ ratio: 1.082, low: 1.071, high: 1.094 }, 'got 8.2% slower (7.1% to 9.4%)'],
    [{ ratio: 3.14, low: 2.96, high: 3.33 }, 'takes 3.1 times as long (3.0 to 3.3)'],
  ] as const)('says a time as people say it: %o', (given, words) => {
    const timings = [madeTiming({ ...slower, ...given })];
    const said = gateSentence(madeGateResult({ operations: worse('x'), findings: [], timings }));
    expect(said).toContain(words);
  });

  test('a failure of no operation is told by what it says', () => {
    const message = 'Row-level security of invoices is disabled, and was enabled.';
    const findings = [madeFinding({ rule: 'isolation', operation: null, tenant: null, message })];
    const result = madeGateResult({ operations: worse(), findings, timings: [] });
    expect(gateSentence(result)).toBe(message);
  });

  test('nothing worse, with what got better', () => {
    const faster = madeTiming({
      operation: 'total',
      ratio: 0.62,
      low: 0.6,
      high: 0.64,
      better: true,
    });
    const operations = { ...worse(), better: ['total of a month'] };
    expect(gateSentence(madePassedResult({ operations, timings: [faster] }))).toBe(
      'None of 38 operations got worse; 1 got better: total of a month for the whale got 38% faster (36% to 40%).',
    );
    expect(gateSentence(madePassedResult())).toBe(
      'None of 5 operations got worse; 2 of 7 operations were not compared.',
    );
  });

  test('a gate by exact checks alone does not claim more', () => {
    const trust = { timed: false, untrusted: false, retried: false, notes: [] };
    expect(gateSentence(madePassedResult({ timings: [], trust }))).toBe(
      'None of 5 operations got worse by the exact checks, and nothing was timed; 2 of 7 operations were not compared.',
    );
    const operations = { ...worse(), compared: 0 };
    expect(gateSentence(madePassedResult({ operations, verdict: 'failed' }))).toBe(
      'No operation could be compared, so it did not pass.',
    );
    expect(gateSentence(madePassedResult({ operations }))).toBe(
      'No operation could be compared, but head mends what base fails.',
    );
  });

  test('what could not be told is not called good', () => {
    const operations = { ...worse(), inconclusive: ['a', 'b', 'c'] };
    const gate = madeGateFacts({ strict: true });
    expect(gateSentence(madePassedResult({ operations }))).toBe(
      'Nothing was seen to get worse, but 3 of 38 operations could not be told: a; b; and 1 more.',
    );
    expect(gateSentence(madePassedResult({ operations, gate, verdict: 'failed' }))).toMatch(
      /could not be told, and this gate is strict: a; b/,
    );
  });

  test('untrusted timing says why, and that exact checks hold only where they do', () => {
    const trust = { timed: true, untrusted: true, retried: true, notes: [] };
    const reason = 'two clones of base differ by 2.1%';
    const timings = [madeTiming({ verdict: 'untrusted', reason })];
    expect(gateSentence(madePassedResult({ timings, trust }))).toBe(
      "Timing can't be trusted here: two clones of base differ by 2.1%; the exact checks hold; 2 of 7 operations were not compared.",
    );
    const failing = madeGateResult({
      operations: worse('x'),
      findings: [madeFinding()],
      timings,
      trust,
    });
    expect(gateSentence(failing)).toMatch(
      /lost its index; timing can't be trusted here: two clones of base differ by 2\.1%\.$/,
    );
  });

  test('a gate that did not come to its end says so first, and what it had seen', () => {
    const stopped = { status: 'partial', statusReason: 'interrupted before it was done' } as const;
    expect(gateSentence(madePassedResult(stopped))).toBe(
      'The gate did not come to its end (interrupted before it was done), so it did not pass.',
    );
    const failing = { ...stopped, operations: worse('x'), findings: [madeFinding()], timings: [] };
    expect(gateSentence(madeGateResult(failing))).toMatch(/so it did not pass; until then 1 of 38/);
    const broken = { status: 'failed', statusReason: 'The server went away.' } as const;
    expect(gateSentence(madePassedResult(broken))).toBe(
      'The gate failed before it was done (The server went away).',
    );
  });

  test('whatever the titles and messages, it is one short line with a full stop', () => {
    const text = fc.oneof(
      fc.string({
        unit: fc.constantFrom(...'ab .|<`'.split(''), '\n', '\u0000', '\u0085', '😀'),
        maxLength: 150,
      }),
      fc.constant(HOSTILE_TITLE),
    );
    const status = fc.constantFrom('complete', 'partial', 'failed');
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        text,
        status,
        (titles, message, status) => {
          const [scenario] = madeGateFacts().scenarios;
          const operations = titles.map((title, index) => ({
            name: `${index}`,
            title,
            line: 1,
            state: 'same' as const,
          }));
          const gate = madeGateFacts({
            scenarios: [{ name: scenario?.name ?? '', file: null, operations }],
          });
          const findings = [
            madeFinding({ operation: null, message }),
            ...operations.map(({ name }) => madeFinding({ operation: name })),
            ...operations.map(({ name }) => madeFinding({ operation: name, level: 'better' })),
          ];
          const said = gateSentence(
            madeGateResult({
              ...{ gate, findings, status, statusReason: message },
              operations: { compared: 6, worse: titles, better: titles, inconclusive: titles },
            }),
          );
          expect([...said].length).toBeLessThanOrEqual(LONGEST_SENTENCE);
          expect(said).toMatch(/^\P{Cc}+\.$/u);
        },
      ),
      { numRuns: 40 },
    );
  });
});
