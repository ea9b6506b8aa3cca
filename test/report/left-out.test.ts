import { describe, expect, test } from 'vitest';
import { checkJson } from '../../bench/check/json.js';
import { html } from '../../bench/report/exporters/html.js';
import { markdown } from '../../bench/report/exporters/markdown.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import type { Result } from '../../bench/result/result.js';
import { madeIndexes } from './made-index-scenarios.js';
import { madeLeakproof } from './made-policy-scenarios.js';
import { small, syntheticRun } from './synthetic.js';
import { onlySiblings, withSiblings } from './synthetic-siblings.js';

const REASON = 'databases of its own are needed, and role "me" lacks CREATEDB';
const skip = (scenario: string) => ({
  ...{ scenario, operation: null, tenant: null, concurrency: null, arm: null },
  reason: REASON,
});
const leaving = (result: Result, ...names: string[]): Result => ({
  ...result,
  skipped: [...result.skipped, ...names.map(skip)],
});

function pages(result: Result): Map<string, string> {
  const files = html.files({ result, plans: [], charts: [] });
  return new Map(files.map(({ path, text }) => [path, text]));
}

const run = small(syntheticRun());

describe('scenarios that were left out', () => {
  const result = leaving(run.result, 'covering', 'growth');

  test('are an alarm on the main page, and in its list of what was skipped', () => {
    const index = pages(result).get('index.html') ?? '';
    expect(index).toContain('<strong>2\u00a0scenarios left out.</strong>');
    expect(index).toContain('<li>covering, growth: databases of its own');
    expect(index).toContain('<b>growth</b>: databases of its own');
    // With more than one scenario in the list, each entry says whose it is.
    expect(index).toContain('<b>where-vs-rls, date-range, concurrency 4</b>');
  });

  test('are told on the terminal and in the summary', () => {
    expect(terminalSummary(result, null, { colour: false, width: 500 })).toContain(
      `covering, growth: ${REASON}`,
    );
    const text = markdown.files({ result, plans: [], charts: [] })[0]?.text ?? '';
    expect(text).toContain('2\u00a0scenarios left out.');
    expect(text).toContain('- growth: databases of its own');
    expect(text).toContain('- where-vs-rls, date-range, concurrency 4: ');
  });

  test('are in the JSON of a check', () => {
    expect(JSON.parse(checkJson(result)).skipped).toEqual(result.skipped);
  });

  test('do not get lost beside a scenario with a page of its own', () => {
    const alone = onlySiblings(run, [madeIndexes]).result;
    expect([...pages(alone).keys()]).toEqual(['index.html']);
    const both = pages(leaving(alone, 'growth'));
    expect([...both.keys()]).toEqual(['index.html', 'indexes.html']);
    expect(both.get('index.html')).toContain('<b>growth</b>: databases of its own');
    expect(both.get('indexes.html')).not.toContain('databases of its own');
  });
});

test('a scenario that was run is not left out, whatever of it was skipped', () => {
  const { result } = withSiblings(run, [madeLeakproof]);
  const index = pages(leaving(result, madeLeakproof.name)).get('index.html') ?? '';
  expect(index).not.toContain('left out');
});
