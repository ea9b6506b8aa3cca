import { describe, expect, test } from 'vitest';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import type { PlanSummary } from '../../../bench/result/parts.js';
import { planOf } from '../../expect/fixtures.js';
import { SCENARIO } from '../made-facts.js';
import {
  findingsOfPlans,
  madeExpectation,
  madeInput,
  madePair,
  madeProof,
  madeScenario,
  plansOfSide,
  renamed,
} from './made-input.js';

const latest = planOf('latest, tiny', 18);
const scan = uncounted(renamed(planOf('scan', 18), { invoices: 'latest' }));
function uncounted({ calls: _, ...plan }: PlanSummary): PlanSummary {
  return plan;
}

const told = (findings: ReturnType<typeof exactFindings>) =>
  findings.map(({ rule, level }) => `${level}: ${rule}`);

describe('expectations', () => {
  const of = (base: 'passed' | 'failed' | null, head: 'passed' | 'failed', expected = '10') =>
    exactFindings(
      madeInput({
        expectations: [
          ...(base === null ? [] : [madeExpectation({ arm: 'base:rls', status: base })]),
          madeExpectation({ status: head, expected, message: 'touches 40 buffers' }),
        ],
      }),
    );

  test('broken by head fail; broken before are notices; held again they are better', () => {
    expect(told(of('passed', 'passed'))).toEqual([]);
    expect(told(of('passed', 'failed'))).toEqual(['failure: expectation']);
    expect(told(of('failed', 'failed'))).toEqual(['notice: expectation']);
    expect(told(of('failed', 'passed'))).toEqual(['better: expectation']);
  });

  test('of head alone fail too, and tightened ones', () => {
    expect(told(of(null, 'failed'))).toEqual(['failure: expectation']);
    expect(told(of('failed', 'failed', '8'))).toEqual(['failure: expectation']);
  });

  test('say what was expected', () => {
    expect(of('passed', 'failed')[0]?.message).toBe(
      'Latest 20 invoices for the tiny tenant does not hold what is expected of it (maxBuffers 10): touches 40 buffers.',
    );
  });
});

test('a proof names the role by what it is for, not by this run’s name of it', () => {
  const detail = 'role rlsbench_m1a2b3c4d5e6f7a8b9_rls: no policy binds it on invoices';
  const proofs = [madeProof({ status: 'failed', operation: null, tenant: null, detail })];
  const [finding] = exactFindings(madeInput({ proofs }));
  expect(finding?.message).toContain("the RLS arms' role: no policy binds it on invoices");
  expect(JSON.stringify(finding)).not.toContain('rlsbench_');
});

describe('proofs', () => {
  const of = (...proofs: Parameters<typeof madeProof>[0][]) =>
    exactFindings(madeInput({ proofs: proofs.map(madeProof) }));
  const leak = { status: 'failed', detail: 'saw 12 foreign rows of invoices' } as const;
  const base = { arm: 'base:rls' };

  test('that fail on head are failures, whatever base did', () => {
    expect(told(of(leak))).toEqual(['failure: isolation']);
    expect(told(of({ ...base, ...leak }, leak))).toEqual(['failure: isolation']);
    expect(of(leak)[0]?.message).toBe(
      'Arm rls for the tiny tenant fails the proof "no foreign rows": saw 12 foreign rows of invoices.',
    );
  });

  test('that failed on base alone are better where head passes them', () => {
    expect(told(of({ ...base, ...leak }, {}))).toEqual(['better: isolation']);
    expect(told(of({ ...base, ...leak }))).toEqual(['notice: isolation']);
  });

  test('of a second clone are no better for passing on head', () => {
    expect(told(of({ arm: 'base-again:rls', ...leak }, {}))).toEqual(['notice: isolation']);
  });

  test('of no arm say that the checks are blind', () => {
    expect(told(of({ ...leak, proof: 'control: RLS disabled', arm: null, tenant: null }))).toEqual([
      'failure: proof',
    ]);
  });

  test('a foreign row is one of isolation, wherever it is seen; other rows are not', () => {
    const equal = { proof: 'equal work', operation: 'latest', status: 'failed' } as const;
    expect(told(of({ ...equal, detail: 'returned a row of another tenant: row 1' }))).toEqual([
      'failure: isolation',
    ]);
    expect(told(of({ ...equal, detail: 'returned 3 rows' }))).toEqual(['failure: proof']);
  });

  test('that were run again are told once', () => {
    expect(of(leak, leak)).toHaveLength(1);
  });
});

describe('an answer', () => {
  const proofs = (base: string, head: string) => [
    madeProof({ proof: 'equal work', operation: 'latest', arm: 'base:rls', answer: base }),
    madeProof({ proof: 'equal work', operation: 'latest', arm: 'head:rls', answer: head }),
  ];

  test('that is the same lets figures be compared, another does not', () => {
    expect(told(findingsOfPlans(latest, scan, { proofs: proofs('a', 'a') }))).toHaveLength(3);
    const dearer = { ...latest, buffers: 900 };
    expect(told(findingsOfPlans(latest, dearer, { proofs: proofs('a', 'b') }))).toEqual([
      'notice: answer-changed',
    ]);
  });

  test('that is another hides no lost index: a failure, but a notice where the text is another too', () => {
    const over = { proofs: proofs('a', 'b') };
    expect(told(findingsOfPlans(latest, scan, over))).toEqual([
      ...['failure: index-lost', 'notice: answer-changed'],
    ]);
    const { gate } = madeInput();
    const scenarios = gate.scenarios.map(({ operations, ...rest }) => ({
      ...rest,
      operations: operations.map((each) => ({ ...each, state: 'changed' as const })),
    }));
    const asked = { ...over, gate: { ...gate, scenarios } };
    expect(told(findingsOfPlans(latest, scan, asked))).toEqual([
      ...['notice: index-lost', 'notice: answer-changed', 'notice: operation-changed'],
    ]);
  });

  test('in another order alone is the same work, and its figures are compared', () => {
    const over = { proofs: proofs('a', 'b').map((proof) => ({ ...proof, rows: 'same' })) };
    const found = findingsOfPlans(latest, scan, over);
    expect(told(found)).toEqual([
      ...['failure: index-lost', 'failure: buffers', 'failure: rows-removed'],
      'notice: answer-changed',
    ]);
    expect(found.at(-1)?.message).toContain('returns the same rows in another order');
  });

  test('that was not equal on head is a failed proof, and no figure', () => {
    const [base] = proofs('a', 'a');
    const head = madeProof({ proof: 'equal work', operation: 'latest', status: 'failed' });
    expect(told(findingsOfPlans(scan, latest, { proofs: base ? [base, head] : [] }))).toEqual([
      'failure: proof',
    ]);
  });
});

describe('arms', () => {
  const of = (base: Parameters<typeof madeScenario>[0], head: Parameters<typeof madeScenario>[0]) =>
    exactFindings(madeInput({ scenarios: [madeScenario(base, head)] }));
  const pooled = { route: 'pgbouncer-transaction' } as const;

  test('whose context leaks now, does nothing or cannot work fail, with the reason', () => {
    const [leaks, ...others] = of(pooled, { ...pooled, context: 'session-set' });
    expect(others).toEqual([]);
    expect(leaks).toMatchObject({ rule: 'context', level: 'failure', operation: null, arm: 'rls' });
    expect(leaks?.message).toBe(
      'Arm rls carries the tenant by session-set, by wire, pgbouncer-transaction instead of set-config-pipelined, by wire, pgbouncer-transaction, and that leaks: SET stays on a server connection that is given to another client for its next transaction.',
    );
    expect(of({}, { context: 'set-local-autocommit' })[0]?.message).toContain('that does nothing');
    expect(of({}, { context: 'startup-option' })[0]?.message).toContain('that cannot work');
  });

  test('that leak on one side have no plan there, which is no further finding', () => {
    const scenarios = [madeScenario(pooled, { ...pooled, context: 'session-set' })];
    const plans = plansOfSide('base:rls', latest);
    expect(told(exactFindings(madeInput({ plans, scenarios })))).toEqual(['failure: context']);
  });

  test('that are there to leak are not told, mended ones are better', () => {
    const leaking = { ...pooled, context: 'session-set' } as const;
    expect(of(leaking, leaking)).toEqual([]);
    expect(told(of(leaking, pooled))).toEqual(['better: context']);
  });

  test('wait for no more round trips', () => {
    const [finding] = of({}, { context: 'set-config', roundTrips: 4 });
    expect(finding).toMatchObject({ rule: 'round-trips', level: 'failure', headValue: 4 });
    expect(finding?.message).toBe(
      'Every exchange of arm rls waits for 4 round trips instead of 1: set-config instead of set-config-pipelined.',
    );
    expect(told(of({ roundTrips: 2 }, {}))).toEqual(['better: round-trips']);
  });

  test('of several operations are told once', () => {
    const input = madeInput({ scenarios: [madeScenario({}, { roundTrips: 2 })] });
    const pairs = [madePair(), madePair({ operation: 'point' })];
    expect(exactFindings({ ...input, gate: { ...input.gate, pairs } })).toHaveLength(1);
  });
});

describe('what was not planned', () => {
  const skip = (arm: string, over: object = {}) => ({
    ...{ scenario: SCENARIO, operation: null, tenant: null, concurrency: null, arm },
    ...{ reason: 'PgBouncer is not there', ...over },
  });
  const onBase = [...plansOfSide('base:rls', { tiny: latest, whale: latest })];

  test('on one side is told, with its reason as widely as that was', () => {
    const [bare, ...others] = exactFindings(madeInput({ plans: onBase }));
    expect(bare?.message).toBe(
      'Latest 20 invoices for the tiny tenant on arm rls is not compared: on head it has no plan there.',
    );
    expect(others).toHaveLength(1);
    const [told, ...more] = exactFindings(
      madeInput({ plans: onBase, skipped: [skip('head:rls')] }),
    );
    expect(more).toEqual([]);
    expect(told).toMatchObject({ rule: 'not-compared', operation: null, tenant: null, arm: 'rls' });
    expect(told?.message).toContain('on head PgBouncer is not there');
  });

  test('on both sides by design is not told, and otherwise is', () => {
    const plans = plansOfSide('base:other', latest);
    const skipped = (over: object) => [skip('base:rls', over), skip('head:rls', over)];
    expect(exactFindings(madeInput({ plans, skipped: skipped({ byDesign: true }) }))).toEqual([]);
    expect(told(exactFindings(madeInput({ plans, skipped: skipped({}) })))).toEqual([
      'notice: not-compared',
    ]);
  });
});
