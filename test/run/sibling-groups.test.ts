import { expect, test } from 'vitest';
import { scenarioGroups } from '../../bench/run/sibling-groups.js';
import type { Arm, Contrast, Scenario } from '../../bench/scenario/scenario.js';
import invoices from '../../schemas/invoices/rows.js';
import { SMALL } from './small-run.js';

const arm = (name: string, sibling: string, over: Partial<Arm> = {}): Arm => ({
  ...{ name, title: name, isolation: 'where', context: 'none', client: 'wire', sibling },
  planCacheMode: 'auto',
  ...over,
});
const contrast = (treatment: string, baseline: string, kind: Contrast['kind']): Contrast => ({
  ...{ name: `${treatment} ${baseline}`, title: '', treatment, baseline, kind },
});

const scenario: Scenario = {
  ...{ name: 'grouped', question: '?', dataset: 'invoices', operations: [], sample: true },
  siblings: ['a', 'a2', 'b', 'c', 'd'].map((name) => ({
    ...{ name, title: name },
    ...(name === 'a2' ? { repeats: 'a' } : {}),
    ...(name === 'd' ? { from: 'c' } : {}),
  })),
  arms: ['a', 'b', 'c', 'd'].map((name) => arm(name, name)).concat(arm('again', 'a2')),
  contrasts: [
    contrast('again', 'a', 'aa'),
    ...['b', 'c', 'd'].map((name) => contrast(name, 'a', 'level')),
  ],
  telling: [],
  concurrent: [],
};
const bytesEach = invoices.bytesPerMainRow * SMALL.siblingInvoices;
const groupsIn = (siblings: number) =>
  scenarioGroups(scenario, {
    siblingBytes: siblings * bytesEach,
    rows: invoices,
    profile: SMALL,
  });

test('what fits the disk budget is one group', () => {
  const [only, ...others] = groupsIn(5);
  expect(others).toEqual([]);
  expect(only?.scenario).toBe(scenario);
});

test('what does not is split; each group has the A/A pair and the baseline of every level', () => {
  const groups = groupsIn(3);
  expect(groups).toHaveLength(3);
  for (const { scenario: part, siblings } of groups) {
    const names = siblings.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['a', 'a2']));
    expect(part.contrasts.some(({ kind }) => kind === 'aa')).toBe(true);
    for (const { sibling } of part.arms) expect(names).toContain(sibling);
  }
  const levels = groups.flatMap(({ scenario: part }) =>
    part.contrasts.filter(({ kind }) => kind === 'level').map(({ treatment }) => treatment),
  );
  expect(levels).toEqual(['b', 'c', 'd']);
});

test('a sibling brings what it is a clone of, made before it', () => {
  const withD = groupsIn(3).find(({ scenario: part }) =>
    part.arms.some((each) => each.name === 'd'),
  );
  const names = withD?.siblings.map(({ name }) => name) ?? [];
  expect(names.indexOf('c')).toBeGreaterThanOrEqual(0);
  expect(names.indexOf('c')).toBeLessThan(names.indexOf('d'));
  expect(withD?.scenario.arms.map(({ name }) => name)).not.toContain('c');
});
