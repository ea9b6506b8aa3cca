import { describe, expect, test } from 'vitest';
import { checkMarkdown } from '../../bench/check/markdown.js';
import { checkText } from '../../bench/check/text.js';
import { small, syntheticRun } from '../report/synthetic.js';

const { result } = small(syntheticRun());
const proofs = result.proofs.filter(({ status }) => status === 'passed');
const one = {
  ...({ scenario: 'where-vs-rls', operation: 'point', tenant: 'whale', arm: 'where' } as const),
  ...({
    rule: 'maxBuffers',
    expected: '5',
    status: 'passed',
    actual: '4',
    message: '',
    plan: '',
  } as const),
};

describe('a scenario that nothing is expected of', () => {
  const nothing = { ...result, proofs, expectations: [] };

  test('has no expectations, which is no success', () => {
    expect(checkText(nothing, false)).toMatch(
      /passed {2}where-vs-rls {2}no expectations, \d+ proofs/,
    );
    expect(checkText(nothing, false)).toMatch(
      /\nEvery proof holds on Postgres \S+; no expectations\.$/,
    );
    expect(checkText(nothing, false)).not.toContain('hold,');
    expect(checkMarkdown(nothing)).toContain('| where-vs-rls | none | ');
  });

  test('is told from one whose expectations hold', () => {
    const expecting = { ...nothing, expectations: [one] };
    expect(checkText(expecting, false)).toContain('1 of 1 expectations hold, ');
    expect(checkMarkdown(expecting)).toContain('| where-vs-rls | 1 of 1 hold | ');
  });
});
