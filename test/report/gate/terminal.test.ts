import { expect, test } from 'vitest';
import { gateTerminal } from '../../../bench/report/gate/terminal.js';
import { madeFinding, madeGateResult, madePassedResult, madeTiming } from '../../gate/made-gate.js';

test('says what fails with its figures and where to mend it, then the rest, in 30 lines', () => {
  const text = gateTerminal(madeGateResult(), 'reports/now-gate', false);
  const lines = text.split('\n');
  expect(lines.length).toBeLessThanOrEqual(30);
  expect(lines[0]).toMatch(/^Failed\. 2 of 5 operations got worse: latest 20 invoices/);
  const latest = lines.indexOf('- latest 20 invoices');
  expect(lines.slice(latest + 1, latest + 5).join('\n')).toMatch(
    /^ {4}at scenarios\/invoices\.ts:12\n {4}The index it uses \(tiny, rls\): .* -> Seq Scan on invoices\n {4}Buffers it touches \(tiny, rls\): 4 buffers -> 1,204 buffers/,
  );
  expect(text).toMatch(
    /median latency \(whale, rls\): \+12\.0% \(\+9\.0 to \+15\.0\) over paired blocks \(medians 120.µs -> 134.µs\)/,
  );
  expect(text).toMatch(/^Inconclusive, which passes; --strict fails it: notes of /m);
  expect(text).toMatch(/^\+ Better: total of a month: Function calls .*34,000 calls -> 1 call/m);
  expect(text).toMatch(
    /^Trust: Identical arms \(A\/A\): equal when tried again; Noise floor: 0\.6%/m,
  );
  expect(lines.at(-1)).toBe('Page: reports/now-gate/index.html');
});

test('a passed gate is a few lines', () => {
  const text = gateTerminal(madePassedResult(), null, false);
  expect(text).toMatch(
    /^Passed\. None of 5 operations got worse\.\nNot compared: search by number \(new in head\), the old report \(gone from head\)\.\nTrust: /,
  );
  expect(text.split('\n').length).toBeLessThan(5);
});

test('however much fails, it stays under 30 lines and says how much it leaves out', () => {
  const findings = Array.from({ length: 60 }, (_, i) =>
    madeFinding({ operation: `op-${i % 20}`, rule: 'buffers' }),
  );
  const text = gateTerminal(madeGateResult({ findings }), 'r', false);
  expect(text.split('\n').length).toBeLessThanOrEqual(30);
  expect(text).toMatch(/and \d+.more operations, on the page/);
});

test('nothing in a name steers the terminal', () => {
  const title = `${String.fromCharCode(27)}[2J gone`;
  const made = madeGateResult();
  const [facts] = made.gate.scenarios;
  if (facts === undefined) throw new Error('the made gate has a scenario');
  const operations = facts.operations.map((each) => ({ ...each, title }));
  const text = gateTerminal(
    {
      ...made,
      sentence: title,
      gate: { ...made.gate, scenarios: [{ ...facts, operations }] },
      operations: { ...made.operations, inconclusive: [title] },
      findings: [madeFinding({ message: title, base: null })],
    },
    null,
    false,
  );
  expect(text).not.toMatch(/[^\n\P{Cc}]/u);
  expect(text.match(/gone/g)?.length).toBeGreaterThan(3);
});

test('says that timing is untrusted, and what of the run is missing', () => {
  const text = gateTerminal(
    madeGateResult({
      status: 'partial',
      statusReason: 'interrupted',
      trust: { timed: true, untrusted: true, retried: true, notes: [] },
      timings: [madeTiming({ verdict: 'untrusted' })],
    }),
    null,
    false,
  );
  expect(text).toMatch(/^The gate is partial: interrupted$/m);
  expect(text).toMatch(/^Timing is untrusted: .* Exact checks stand\.$/m);
});

test('what several arms share is said once, and every cause before a second tenant', () => {
  const arms = ['where', 'rls', 'pg-where', 'pg-rls'];
  const of = (tenant: 'whale' | 'tiny') =>
    arms.map((arm) =>
      madeFinding({ rule: 'buffers', tenant, arm, base: '5 buffers', head: '248 buffers' }),
    );
  const findings = [
    ...of('whale'),
    ...of('tiny'),
    madeFinding({ arm: 'where', base: 'a', head: 'b' }),
  ];
  const lines = gateTerminal(madeGateResult({ findings, timings: [] }), null, false).split('\n');
  expect(lines.slice(2, 7)).toEqual([
    '- latest 20 invoices',
    '    at scenarios/invoices.ts:12',
    '    Buffers it touches (whale, where, rls and 2 more arms): 5 buffers -> 248 buffers',
    '    The index it uses (tiny, where): a -> b',
    '    Buffers it touches (tiny, where, rls and 2 more arms): 5 buffers -> 248 buffers',
  ]);
});

test('why a gate failed to end is said once', () => {
  const reason = 'db/1.sql:3: the server said no';
  const text = gateTerminal(
    madeGateResult({
      ...{ status: 'failed', statusReason: reason, findings: [], timings: [] },
      sentence: `The gate failed before it was done (${reason}).`,
    }),
    null,
    false,
  );
  expect(text.match(/the server said no/g)).toHaveLength(1);
});

test('a gate that was stopped claims nothing of what it had not told yet', () => {
  const stopped = madePassedResult({
    ...{ status: 'partial', statusReason: 'interrupted', verdict: 'failed' },
    operations: { compared: 5, worse: [], better: [], inconclusive: ['one', 'two'] },
  });
  const text = gateTerminal(stopped, null, false);
  expect(text).toMatch(/^Not told by then: one, two\.$/m);
  expect(text).toMatch(/Identical arms \(A\/A\): not told;/);
  expect(text).not.toMatch(/passes|: equal/);
});

test('what is not compared is named with its reason', () => {
  const of = (over: Parameters<typeof madeFinding>[0]) =>
    gateTerminal(
      madePassedResult({ findings: [madeFinding({ level: 'notice', ...over })] }),
      null,
      false,
    ).replaceAll(/\s+/g, ' ');
  const other = 'X returns other rows than base does, so its cost is not compared.';
  const answered = of({ rule: 'answer-changed', arm: null, message: other });
  expect(answered).toContain('latest 20 invoices (another answer for the tiny tenant)');
  expect(answered).toContain('1\u00a0notice, which fails nothing'.replace('\u00a0', ' '));
  expect(of({ rule: 'not-compared', message: 'X.' })).toContain(
    'latest 20 invoices (no plan on both sides for the tiny tenant on rls)',
  );
  const reordered = of({ rule: 'answer-changed', message: 'X returns the same rows.' });
  expect(reordered).not.toContain('Not compared: latest');
});

test('what proofs say of one cause again and again is told once, and counted', () => {
  const findings = ['whale', 'median', 'tiny'].map((tenant) =>
    madeFinding({ rule: 'isolation', message: `Rows of others, for ${tenant}.`, base: null }),
  );
  const text = gateTerminal(madeGateResult({ findings, timings: [] }), null, false);
  expect(text).toContain('    Rows of others, for whale. And 2 more of the kind.\n');
  expect(text).not.toContain('for tiny.');
  const message = 'Row-level security of invoices is disabled, and was enabled.';
  const ofSchema = { operation: null, tenant: null, arm: null, base: 'enabled', head: 'disabled' };
  const off = madeFinding({ rule: 'isolation', message, ...ofSchema });
  expect(gateTerminal(madeGateResult({ findings: [off] }), null, false)).toContain(message);
});
