import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../bench/compare/compare-runs.js';
import { compareMarkdown } from '../../../bench/report/compare/markdown.js';
import { compareText } from '../../../bench/report/compare/text.js';
import type { Result } from '../../../bench/result/result.js';
import { otherPlan, syntheticMember } from '../../matrix/synthetic-members.js';

const operations = ['latest'];
const made = syntheticMember(18, { operations }).result;

function compared(b: Result, a = made) {
  return compareRuns({ name: 'before', result: a }, { name: 'after', result: b });
}

const changed = syntheticMember(18, {
  operations,
  plan: (plan, { arm, tenant }) =>
    arm === 'rls-context' && tenant === 'tiny' ? { ...otherPlan(plan), buffers: 900 } : plan,
  contrast: (contrast) =>
    contrast.contrast === 'policy' && contrast.tenant === 'tiny'
      ? { ...contrast, ratio: 2, low: 1.9, high: 2.1 }
      : contrast,
}).result;

describe('a comparison in the terminal', () => {
  test('the sentence first, then what may be compared line by line, then what differs', () => {
    const text = compareText(compared(changed), false);
    expect(text).toMatch(/^1.plan of \d+ differ; \d+.ratios of \d+ changed\.\nA: before /);
    expect(text).toMatch(/│ dataset +│ .*may be compared/);
    expect(text).toMatch(/Index Scan Backward +│ Index Only Scan/);
    expect(text).toMatch(/│ buffers +│ 23 +│ 900 +│/);
    expect(text).toMatch(/the policy itself.*│ \+[\d.]+% │ 2\.00.times │/);
    expect(text).toMatch(/Not paired: an indication, never a verdict/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('two equal runs are said to be', () => {
    expect(compareText(compared(made), false)).toMatch(
      /^All \d+.plans are equal in every figure; none of \d+.ratios changed/,
    );
  });

  test('what may not be compared is refused with the reason, not shown', () => {
    const other = structuredClone(made);
    other.seed = 2;
    const text = compareText(compared(other), false);
    expect(text).toMatch(/^Exact figures may not be compared; /);
    expect(text).toMatch(/│ seed +│ 1 +│ 2 +│ may not \(exact figures, times\)/);
    expect(text).toMatch(/\nMedian latencies\nMay not be compared:\nseed: the rows are others/);
    expect(text).not.toContain('Not paired');
  });

  test('nothing in a name steers the terminal', () => {
    const hostile = `${String.fromCharCode(27)}[2J${String.fromCharCode(7)}`;
    const facts = made.scenarios.map((each) => ({
      ...each,
      operations: each.operations.map((operation) => ({ ...operation, title: hostile })),
    }));
    const text = compareText(
      compared(changed, { ...made, scenarios: facts, command: hostile }),
      false,
    );
    expect(text).not.toMatch(/[^\n\P{Cc}]/u);
  });
});

describe('a comparison as Markdown', () => {
  test('every row, and tables that are tables whatever a name holds', () => {
    const title = 'a | b\n<script>*x*</script> [l](u) `c`';
    const facts = made.scenarios.map((each) => ({
      ...each,
      operations: each.operations.map((operation) => ({ ...operation, title })),
    }));
    const markdown = compareMarkdown(compared(changed, { ...made, scenarios: facts }));
    expect(markdown).not.toContain('<script>');
    const tables = markdown.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables.length).toBeGreaterThanOrEqual(4);
    for (const table of tables) {
      const columns = table
        .trimEnd()
        .split('\n')
        .map((line) => line.match(/(?<!\\)\|/g)?.length);
      expect(new Set(columns).size).toBe(1);
    }
    const rows = compared(changed).times.length;
    expect(rows).toBeGreaterThan(20);
    expect(tables.at(-1)?.trimEnd().split('\n')).toHaveLength(rows + 2);
  });
});
