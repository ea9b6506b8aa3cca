import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { assembleGate } from '../../bench/gate/assemble.js';
import { gateResult } from '../../bench/gate/gate-result.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import type { ProofResult } from '../../bench/result/parts.js';
import { seededDraws } from '../../scripts/synthetic-draws.js';
import { type MadeTry, madeCells, madeTry } from './made-blocks.js';
import { madeArms, madeGateFacts, SCENARIO } from './made-facts.js';
import { madeGateJournal } from './made-journal.js';

const CELLS = madeCells('point', 'count-open');
const timed = (made: Partial<MadeTry> = {}) => [
  ...madeTry({ cells: CELLS, blocks: 20, ...made }),
  ...(made.head
    ? madeTry({ cells: CELLS, blocks: 20, ...made, kind: 'confirmation' }, seededDraws(2))
    : []),
];

describe('assembling a gate', () => {
  test('gives a valid result, the same each time', () => {
    const journal = madeGateJournal({ measured: timed() });
    const result = assembleGate(journal);
    expect(gateResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(assembleGate(structuredClone(journal))).toEqual(result);
    expect(result).toMatchObject({
      ...{
        status: 'complete',
        verdict: 'passed',
        sentence: 'None of 5 operations got worse; 2 of 7 operations were not compared.',
      },
      operations: { compared: 5, worse: [], better: [], inconclusive: [] },
      trust: { timed: true, untrusted: false, retried: false, notes: [] },
    });
    // Two operations of three tenants, three metrics.
    expect(result.timings).toHaveLength(18);
    expect(result.findings.map(({ rule }) => rule)).toEqual([
      'operation-added',
      'operation-removed',
    ]);
  });

  test('an exact failure fails it without a clock, and says that nothing was timed', () => {
    const headPlan = (operation: string) => (operation === 'total' ? { buffers: 900 } : {});
    const result = assembleGate(madeGateJournal({ headPlan }));
    expect(result).toMatchObject({
      verdict: 'failed',
      operations: { compared: 5, worse: ['total of a month'], better: [] },
      trust: { timed: false, notes: ['Nothing was timed: the exact checks had decided.'] },
    });
    expect(result.findings[0]).toMatchObject({ rule: 'buffers', level: 'failure' });
    expect(result.sentence).toMatch(
      /^1 of 5 operations got worse: total of a month for the whale reads 900 buffers/,
    );
  });

  test('a timing that fails, fails it; one that got faster is told', () => {
    const head: MadeTry['head'] = ({ operation }) => (operation === 'point' ? 0.7 : 1.2);
    const result = assembleGate(madeGateJournal({ measured: timed({ head }) }));
    expect(result.verdict).toBe('failed');
    expect(result.operations).toMatchObject({
      worse: ['count open invoices'],
      better: ['one invoice by its id'],
      inconclusive: [],
    });
  });

  test('what could not be told passes, and fails where the gate is strict', () => {
    const measured = timed({ blocks: 12 });
    expect(assembleGate(madeGateJournal({ measured }))).toMatchObject({
      verdict: 'passed',
      operations: { inconclusive: ['count open invoices', 'one invoice by its id'] },
    });
    const gate = madeGateFacts({ strict: true });
    expect(assembleGate(madeGateJournal({ gate, measured })).verdict).toBe('failed');
    // A cell that was to be timed and has no block at all is no better known.
    const none = measured.filter((record) => record.type !== 'block');
    expect(assembleGate(madeGateJournal({ gate, measured: none })).verdict).toBe('failed');
  });

  test('nothing compared is no pass, but for a head that mends what base fails', () => {
    const all = madeGateFacts();
    const pairs = all.pairs.map((pair) => ({ ...pair, base: null, again: null }));
    const journal = madeGateJournal({ gate: madeGateFacts({ pairs, tier: 1 }) });
    expect(assembleGate(journal)).toMatchObject({
      ...{ verdict: 'failed', operations: { compared: 0 } },
      sentence: 'No operation could be compared, so it did not pass.',
    });
    const proof = (arm: string, status: 'passed' | 'failed'): JournalRecord => ({
      type: 'proof',
      proof: {
        ...{ scenario: SCENARIO, proof: 'no foreign rows', arm, operation: null, tenant: null },
        ...{ status, detail: 'saw rows of others' },
      },
    });
    const mended = madeGateJournal({
      measured: [proof('base:rls', 'failed'), proof('head:rls', 'passed')],
    }).filter((each) => each.type !== 'plan' || !each.arm.startsWith('base'));
    expect(assembleGate(mended)).toMatchObject({
      ...{ verdict: 'passed', operations: { compared: 0 } },
      sentence: expect.stringMatching(/^No operation could be compared, but head mends/),
    });
  });

  test('a scenario without an arm to time is inconclusive beside one that is timed', () => {
    const all = madeGateFacts();
    const [first] = all.scenarios;
    if (!first) throw new Error('a made gate has a scenario');
    const other = all.pairs
      .filter(({ operation, arm }) => operation === 'total' && arm === 'rls')
      .map((pair) => ({ ...pair, scenario: 'other', again: null }));
    const gate = (strict: boolean) =>
      madeGateFacts({
        ...{ strict, pairs: [...all.pairs, ...other] },
        scenarios: [first, { ...first, name: 'other' }],
      });
    const result = assembleGate(madeGateJournal({ gate: gate(false), measured: timed() }));
    expect(result).toMatchObject({
      ...{ verdict: 'passed', operations: { inconclusive: ['total of a month'] } },
      trust: {
        notes: [
          'Not timed, of scenario other: total of a month; it has no arm on both sides that was to be timed.',
        ],
      },
    });
    expect(assembleGate(madeGateJournal({ gate: gate(true), measured: timed() })).verdict).toBe(
      'failed',
    );
    // Not where it was of exact checks alone.
    const exact = { ...gate(true), tier: 1 as const };
    expect(assembleGate(madeGateJournal({ gate: exact })).verdict).toBe('passed');
  });

  test('an operation that is on none of the timed arms is said, beside those that are', () => {
    const all = madeGateFacts({ strict: true });
    const pairs = all.pairs.map((pair) =>
      pair.operation === 'total' ? { ...pair, again: null } : pair,
    );
    const result = assembleGate(madeGateJournal({ gate: { ...all, pairs }, measured: timed() }));
    expect(result.trust.notes).toEqual([
      'Not timed, of scenario invoices: total of a month; they are on none of the arms that were timed.',
    ]);
    expect(result.verdict).toBe('passed');
  });

  test('untrusted timing fails nothing, however slow head seems; an exact failure still does', () => {
    const measured = timed({ again: 1.03, head: 1.3 });
    const result = assembleGate(madeGateJournal({ measured }));
    expect(result).toMatchObject({ verdict: 'passed', trust: { untrusted: true } });
    expect(result.sentence).toMatch(/^Timing can't be trusted here: two clones of base differ by/);
    const headPlan = () => ({ buffers: 900 });
    expect(assembleGate(madeGateJournal({ measured, headPlan })).verdict).toBe('failed');
  });

  test('strict fails what is untrusted, and says so', () => {
    const gate = madeGateFacts({ strict: true });
    const result = assembleGate(madeGateJournal({ gate, measured: timed({ again: 1.03 }) }));
    expect(result).toMatchObject({ verdict: 'failed', trust: { untrusted: true } });
    expect(result.sentence).toMatch(/the exact checks hold, but this gate is strict;/);
    expect(result.trust.notes.join()).toMatch(/not to be trusted, which fails a strict gate\.$/);
  });

  test('strict fails what was due and never timed; the note names the proof that failed', () => {
    const of = (strict: boolean, ...more: JournalRecord[]) =>
      assembleGate(
        madeGateJournal({
          gate: madeGateFacts({ strict }),
          measured: [...proved('base:rls'), ...proved('head:rls'), ...more],
        }),
      );
    const fell = proofOf('base:rls', { status: 'failed', detail: '3 rows,\nnot 4.' });
    const note =
      'Not timed, one invoice by its id for the whale (and 2 more cells): arm base:rls fails the proof "equal work": 3 rows, not 4.';
    const passed = of(false, fell);
    expect(passed).toMatchObject({
      verdict: 'passed',
      operations: { inconclusive: ['one invoice by its id'] },
    });
    expect(passed.trust.notes).toEqual([note]);
    const failed = of(true, fell);
    expect(failed).toMatchObject({ verdict: 'failed', trust: { notes: [note] } });
    expect(failed.sentence).toMatch(/1 of 5 operations could not be told, and this gate is strict/);
    expect(of(true).trust.notes[0]).toMatch(/with all its parameter sets base and head answer/);
    // What was not planned on base's side was not due: head may mend what base can't prove.
    const onBase = proofOf('base:rls', { status: 'failed', operation: null, tenant: null });
    const mended = madeGateJournal({ measured: [onBase] });
    expect(assembleGate(mended).trust.notes).toEqual([
      'Nothing was timed: arm base:rls fails the proof "equal work": seen.',
    ]);
  });

  test.each([
    [null, 'partial', 'the gate did not end by itself'],
    ['failed', 'failed', 'The server went away.'],
  ] as const)('one whose end is %s never passes', (end, status, statusReason) => {
    const result = assembleGate(madeGateJournal({ measured: timed(), end }));
    expect(result).toMatchObject({ status, statusReason, verdict: 'failed' });
    expect(result.timings).toHaveLength(18);
  });

  test('an arm that fails under load on head alone is a failure', () => {
    const { base, again, head } = madeArms();
    const with_ = (...arms: string[]) =>
      assembleGate(madeGateJournal({ measured: [...timed(), ...arms.map((arm) => failure(arm))] }));
    const alone = with_(head);
    expect(alone.verdict).toBe('failed');
    expect(alone.findings[0]).toMatchObject({
      ...{ rule: 'proof', level: 'failure', operation: 'point', arm: 'rls', line: 40 },
      message:
        'One invoice by its id for the tiny tenant on arm rls fails under load: division by zero (SQLSTATE 22012).',
    });
    for (const arms of [[base], [again], [base, head]]) {
      const result = with_(...arms);
      expect(result.verdict).toBe('passed');
      expect(result.findings.find(({ rule }) => rule === 'not-compared')).toMatchObject({
        level: 'notice',
        message: expect.stringMatching(/could not be timed to the end: (base|head)/),
      });
    }
    const leaked = madeGateJournal({ measured: [failure(head, 'foreign-row')] });
    expect(assembleGate(leaked).findings[0]).toMatchObject({ rule: 'isolation', level: 'failure' });
    expect(with_(head, head).findings.filter(({ level }) => level === 'failure')).toHaveLength(1);
  });

  test('refuses a journal that is no gate of one', () => {
    const journal = madeGateJournal();
    expect(() => assembleGate([])).toThrow(BadInputError);
    expect(() => assembleGate(journal.slice(1))).toThrow(/opens with "gate"/);
    expect(() => assembleGate(journal.filter(({ type }) => type !== 'gate'))).toThrow(
      /without a gate record/,
    );
  });
});

function proofOf(arm: string, over: Partial<ProofResult> = {}): JournalRecord {
  return {
    type: 'proof',
    proof: {
      ...{ scenario: SCENARIO, proof: 'equal work', arm, operation: 'point', tenant: 'whale' },
      ...{ status: 'passed', detail: 'seen', ...over },
    },
  };
}

/** Of one operation, with the same answer on every arm. */
function proved(arm: string): JournalRecord[] {
  return (['whale', 'median', 'tiny'] as const).map((tenant) =>
    proofOf(arm, { tenant, answer: 'a'.repeat(64) }),
  );
}

function failure(arm: string, kind = 'server-error'): JournalRecord {
  return {
    type: 'failure',
    failure: {
      ...{ scenario: SCENARIO, operation: 'point', tenant: 'tiny', concurrency: 1, arm, kind },
      ...{ sqlState: '22012', message: 'division by zero' },
    },
  };
}
