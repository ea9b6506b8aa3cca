import { expect, test } from 'vitest';
import { checkMarkdown } from '../../bench/check/markdown.js';
import { failure, leftOut, madeCheck, NAME, PLAN, planned, proof } from './made-check.js';

/** `NAME` as it has to stand in a line or a cell. */
const ESCAPED = 'a\\|b \\`c\\` \\*d\\* \\_e\\_ \\<f\\> \\[g\\] \\\\h i';

const linesOf = (made: Parameters<typeof madeCheck>[0]) =>
  checkMarkdown(madeCheck(made)).split('\n');

test('a row a scenario: what holds of what was judged, and its plans', () => {
  const lines = linesOf({
    expectations: [failure(), failure({ status: 'passed' }), failure({ status: 'passed' })],
    proofs: [proof(), proof({ status: 'failed' }), proof({ status: 'skipped' })],
    arms: [planned({}), planned(null, 'not-planned')],
  });
  expect(lines[0]).toBe('# rlsbench check: failed');
  expect(lines).toContain('| first | 2 of 3 hold | 1 of 2 hold | 1 |');
  expect(lines).toContain('| second | none | 0 of 0 hold | 0 |');
  expect(linesOf({})[0]).toBe('# rlsbench check: passed');
});

test('no name ends its cell, breaks its line or opens markup', () => {
  const [scenario] = madeCheck({}).scenarios;
  const made = madeCheck({
    scenarios: scenario ? [{ ...scenario, name: NAME }] : [],
    expectations: [failure({ scenario: NAME, operation: NAME, expected: NAME, message: NAME })],
    proofs: [proof({ scenario: NAME, status: 'failed', arm: NAME, detail: NAME })],
    skipped: [leftOut(`${NAME}, too`, NAME)],
  });
  const lines = checkMarkdown({ ...made, dataset: { ...made.dataset, schema: NAME } }).split('\n');
  expect(lines).toContain(`Postgres 18.4, dataset ${ESCAPED}, seed 1.`);
  expect(lines).toContain(`| ${ESCAPED} | 0 of 1 hold | 0 of 1 hold | 0 |`);
  expect(lines).toContain(`| ${ESCAPED}, too | skipped | | |`);
  expect(lines).toContain(`**Skipped**: ${ESCAPED}, too: ${ESCAPED}`);
  expect(lines).toContain(`**Proof failed**: ${ESCAPED}, ${ESCAPED}: equal work: ${ESCAPED}`);
  expect(lines).toContain(
    `**${ESCAPED}, ${ESCAPED}, rls, whale**: expected \`uses\` ${ESCAPED}; ${ESCAPED}`,
  );
});

test("a plan's fence is longer than any in the plan", () => {
  const lines = linesOf({ expectations: [failure({ plan: PLAN })] });
  const opened = lines.indexOf('`````');
  expect(lines.slice(opened)).toEqual(['`````', ...PLAN.split('\n'), '`````', '']);
  const plain = linesOf({ expectations: [failure({ plan: 'Seq Scan on `a`' })] });
  expect(plain.filter((line) => line === '```')).toHaveLength(2);
});
