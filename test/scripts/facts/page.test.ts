import { expect, test } from 'vitest';
import type { Fact, FactGroup, Verdict } from '../../../scripts/facts/fact.js';
import type { Observed } from '../../../scripts/facts/observe.js';
import { factsPage } from '../../../scripts/facts/page.js';
import { changedVerdicts, factsRecord, recordRuns } from '../../../scripts/facts/record.js';

const SIZE = { invoices: 1_000, tenants: 10 };

function factNamed(name: string): Fact {
  return {
    name,
    claim: `The claim of ${name}: a | b.`,
    threshold: 'Exactly 1.',
    hingesOnSize: false,
    observe: async () => ({ verdict: 'reproduced', figure: '' }),
  };
}

const first = factNamed('first');
const second: Fact = { ...factNamed('second'), hingesOnSize: true };
const group: FactGroup = { section: 'Plans', data: 'empty', facts: [first, second] };

const saw = (
  fact: Fact,
  verdict: Verdict,
  figure: string,
  sql: readonly string[] = [],
): Observed => ({
  fact,
  group,
  seen: { verdict, figure, details: ['a * b', 'c'] },
  sql,
});

const runs = [
  {
    major: 17,
    version: '17.1',
    observed: [saw(first, 'reproduced', '1 call'), saw(second, 'refuted', '2 calls')],
  },
  {
    major: 18,
    version: '18.1',
    observed: [
      saw(first, 'not testable here', 'no clock', ['create', 'select 1', 'select 1', 'select 2']),
      saw(second, 'refuted', '2 calls', ['select 3\n         from t\n           where x']),
    ],
  },
];
const record = recordRuns(runs, SIZE);
const page = factsPage(record);

test('a record survives its file', () => {
  expect(factsRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

test('every claim is a row with a marked figure a version', () => {
  expect(page).toContain(
    '| [The claim of first: a \\| b.](#first) | ✓ 1 call | – no clock |\n' +
      '| [The claim of second: a \\| b.](#second) | ✗ 2 calls | ✗ 2 calls |',
  );
  expect(page).toContain(
    '✓ reproduced (1 of 4), ✗ came out differently (2), – not testable here (1).',
  );
});

test('what came out differently is said first, versions with the same figure together', () => {
  const [, differently = ''] = /## What came out differently\n\n(.*?)\n\n## /s.exec(page) ?? [];
  expect(differently).toBe('- [The claim of second: a | b.](#second) ✗ On 17, 18: 2 calls.');
});

test('what no test executes says so, and is counted', () => {
  expect(page).toContain('but for 1 that need the large table, a clock or a restart');
  const [, ofFirst = '', ofSecond = ''] = page.split(/^### /m);
  expect(ofFirst).not.toContain('No test executes this one');
  expect(ofSecond).toContain('No test executes this one: it needs the large table or a clock.');
  const restarting = runs.map((run) => ({
    ...run,
    observed: run.observed.map((each) => ({
      ...each,
      fact: { ...each.fact, restarts: true as const },
    })),
  }));
  expect(factsPage(recordRuns(restarting, SIZE))).toContain('it restarts the server.');
});

test('a line for psql gets no semicolon', () => {
  const [run] = runs;
  const observed = (run?.observed ?? []).map((each) => ({
    ...each,
    sql: ['\\connect', 'select 1'],
  }));
  const shown = factsPage(recordRuns([{ major: 18, version: '18.1', observed }], SIZE));
  expect(shown).toContain('```sql\n\\connect\nselect 1;\n```');
});

test("the newest version's statements are shown, repetitions by their number, set-up by its place", () => {
  expect(page).toContain('```sql\ncreate;\nselect 1; -- 2 times\nselect 2;\n```');
  expect(page).toContain(
    'Set up as in [first](#first).\n\n```sql\nselect 3\n  from t\n    where x;\n```',
  );
});

test('details that versions share are shown once', () => {
  expect(page.match(/On 17\.1, 18\.1:\n\n- `a \* b`\n- `c`/g)).toHaveLength(2);
});

test('runs of other facts are no record', () => {
  const [run] = runs;
  const other = { major: 16, version: '16.1', observed: [...(run?.observed ?? [])].reverse() };
  expect(() => recordRuns([...runs, other], SIZE)).toThrow('Expected first on Postgres 16');
});

test('a verdict that changed is told, a new fact is not', () => {
  const seen = { ...record.facts[1]?.seen, 17: { verdict: 'reproduced', figure: '1' } as const };
  const before = { ...record, facts: record.facts.slice(1).map((fact) => ({ ...fact, seen })) };
  expect(changedVerdicts(before as typeof record, record)).toEqual([
    'second on 17: was reproduced, is refuted (2 calls)',
  ]);
});
