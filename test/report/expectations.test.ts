import { expect, test } from 'vitest';
import { html } from '../../bench/report/exporters/html.js';
import type { ExpectationResult } from '../../bench/result/result.js';
import { small, syntheticRun } from './synthetic.js';

const { result } = small(syntheticRun());

/** The main page of the first scenario, with what its plans were held to. */
function mainPage(expectations: readonly ExpectationResult[]): string {
  const input = { result: { ...result, expectations: [...expectations] }, plans: [], charts: [] };
  return html.files(input).find(({ path }) => path === 'index.html')?.text ?? '';
}

const one: ExpectationResult = {
  ...{ scenario: 'where-vs-rls', operation: 'point', tenant: 'whale', arm: 'where' },
  ...{ rule: 'maxBuffers', expected: '5', status: 'failed', actual: '9 buffers' },
  ...{ message: 'touches 9 buffers', plan: '>> Seq Scan on invoices' },
};

test('the main page says on top that expectations failed, and shows the plan', () => {
  const page = mainPage([one, { ...one, arm: 'where-again', status: 'passed', plan: '' }]);
  const [top = '', section = ''] = page.split('<h2>What had to hold of the plans</h2>');
  expect(top).toContain('1 of 2\u00a0expectations failed: see “What had to hold of the plans”.');
  expect(section).toContain('touches 9 buffers');
  expect(section).toContain('>> Seq Scan on invoices');
});

test('where all hold it says how many, and raises no alarm', () => {
  const page = mainPage([{ ...one, status: 'passed', plan: '' }]);
  expect(page).toContain('The one expectation holds.');
  expect(page).not.toContain('failed: see');
});

test('where nothing was expected it does not sound like a success', () => {
  expect(mainPage([])).toContain('Nothing is expected of the plans of this run.');
  expect(mainPage([])).not.toMatch(/\b0\s?expectations?\b/);
});
