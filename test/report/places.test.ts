import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { alarmsOf } from '../../bench/report/alarms.js';
import { cellsOf } from '../../bench/report/cells.js';
import { markdown } from '../../bench/report/exporters/markdown.js';
import { OverviewPart } from '../../bench/report/page/overview.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import type { Result } from '../../bench/result/result.js';
import { madeWrapRisk, madeWrites } from './made-policy-scenarios.js';
import { small, syntheticRun } from './synthetic.js';
import { onlySiblings } from './synthetic-siblings.js';

const run = onlySiblings(small(syntheticRun()), [madeWrapRisk, madeWrites]);

/** Both scenarios with the same operation in trouble at the same place. */
const troubled: Result = {
  ...run.result,
  contrasts: ['wrap-risk', 'writes'].flatMap((scenario) =>
    run.result.contrasts.slice(0, 1).map((one) => ({
      ...{ ...one, scenario, operation: 'same', tenant: 'tiny' as const },
      ...{ kind: 'aa' as const, metric: 'p50' as const, untrusted: true },
    })),
  ),
  proofs: run.result.proofs.map((proof) => ({ ...proof, status: 'failed' as const })),
  failures: ['wrap-risk', 'writes'].map((scenario) => ({
    ...{ scenario, operation: 'same', tenant: 'tiny' as const, concurrency: 1, arm: 'rls' },
    ...{ kind: 'error response', sqlState: '57014', message: 'timeout' },
  })),
  skipped: run.result.skipped.filter(({ scenario }) => scenario === 'writes'),
};

const [proofs, failures, untrusted] = alarmsOf(troubled);

test('the same place of two scenarios is two places', () => {
  expect(untrusted?.title.replaceAll('\u00a0', ' ')).toMatch(/^2 cells untrusted/);
});

test('where a result has several scenarios each place names its own', () => {
  expect(untrusted?.lines).toEqual([
    expect.stringMatching(/^wrap-risk, same, tiny, one at a time: /),
    expect.stringMatching(/^writes, same, tiny, one at a time: /),
  ]);
  expect(failures?.lines[1]).toContain('writes, same, tiny, one at a time: error response');
  expect(proofs?.lines.every((line) => /^(wrap-risk|writes) · /.test(line))).toBe(true);
});

test('alone a scenario goes unnamed', () => {
  const [facts] = troubled.scenarios;
  if (facts === undefined) throw new Error('no scenario');
  const lines = alarmsOf({ ...troubled, scenarios: [facts] }).flatMap((alarm) => alarm.lines);
  expect(lines.filter((line) => line.includes('wrap-risk'))).toEqual([]);
});

test('the summary names the scenario of skipped work, be it of one scenario alone', () => {
  const [file] = markdown.files({ ...run, result: troubled, charts: [] });
  expect(file?.text).toContain(
    '- writes, insert-one-invoice, concurrency 4: no room for its connections',
  );
});

test('two scenarios that share the main page have a row each, by their names', () => {
  const { result } = small(syntheticRun());
  const as = <T extends { scenario: string }>(all: readonly T[]) => [
    ...all,
    ...all.map((one) => ({ ...one, scenario: 'other' })),
  ];
  const shared: Result = {
    ...result,
    scenarios: result.scenarios.flatMap((facts) => [facts, { ...facts, name: 'other' }]),
    ...{ arms: as(result.arms), contrasts: as(result.contrasts) },
  };
  const [file] = markdown.files({ result: shared, plans: [], charts: [] });
  const terminal = terminalSummary(shared, null, { colour: false });
  const page = renderToString(h(OverviewPart, { cells: cellsOf(shared), charts: [] }));
  for (const text of [file?.text ?? '', terminal, page]) {
    expect(text).toContain('where-vs-rls: ');
    expect(text).toContain('other: ');
  }
  const alone = terminalSummary(result, null, { colour: false });
  expect(alone).not.toContain('where-vs-rls: ');
});
