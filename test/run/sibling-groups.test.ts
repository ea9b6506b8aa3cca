import { expect, test } from 'vitest';
import { contrastsApart, scenarioGroups } from '../../bench/run/sibling-groups.js';
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
    rows: invoices,
    profile: { ...SMALL, siblingBytes: siblings * bytesEach },
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

test('where every sibling is needed by the others, all are one group, however large', () => {
  const pair: Scenario = {
    ...scenario,
    siblings: (scenario.siblings ?? []).filter(({ name }) => name.startsWith('a')),
    arms: scenario.arms.filter(({ sibling }) => sibling?.startsWith('a')),
    contrasts: scenario.contrasts.filter(({ kind }) => kind === 'aa'),
  };
  const groups = scenarioGroups(pair, { rows: invoices, profile: { ...SMALL, siblingBytes: 1 } });
  expect(groups.map(({ siblings }) => siblings.map(({ name }) => name))).toEqual([['a', 'a2']]);
});

test('where one sibling needs all others, all are one group', () => {
  const chain = (scenario.siblings ?? []).map((sibling) =>
    sibling.name === 'c' ? { ...sibling, from: 'b' } : sibling,
  );
  const groups = scenarioGroups(
    { ...scenario, siblings: chain },
    { rows: invoices, profile: { ...SMALL, siblingBytes: 3 * bytesEach } },
  );
  expect(groups.map(({ siblings }) => siblings.length)).toEqual([5]);
});

test('a sibling that no arm is on is in every group, and its room is counted', () => {
  const siblings = [{ name: 'base', title: 'base' }, ...(scenario.siblings ?? [])];
  const groups = scenarioGroups(
    { ...scenario, siblings },
    { rows: invoices, profile: { ...SMALL, siblingBytes: 5 * bytesEach } },
  );
  expect(groups.map((group) => group.siblings.map(({ name }) => name))).toEqual([
    ['base', 'a', 'a2', 'b', 'c'],
    ['base', 'a', 'a2', 'c', 'd'],
  ]);
  for (const group of groups) expect(group.scenario.siblings).toEqual(group.siblings);
});

test('a baseline is beside the siblings that are compared with it, and not in every group', () => {
  const others = scenario.contrasts.filter(({ treatment }) => !['c', 'd'].includes(treatment));
  const compared = [...others, contrast('c', 'b', 'level'), contrast('d', 'c', 'level')];
  const groups = scenarioGroups(
    { ...scenario, contrasts: compared },
    { rows: invoices, profile: { ...SMALL, siblingBytes: 4 * bytesEach } },
  );
  expect(groups.map((group) => group.siblings.map(({ name }) => name))).toEqual([
    ['a', 'a2', 'b', 'c'],
    ['a', 'a2', 'c', 'd'],
  ]);
  const made = groups.map((group) => group.scenario.contrasts.map(({ name }) => name));
  expect(made).toEqual([
    ['again a', 'b a', 'c b'],
    ['again a', 'd c'],
  ]);
});

test('contrasts over the siblings of two groups are listed, with the room they lacked', () => {
  const apart = { ...scenario, contrasts: [...scenario.contrasts, contrast('d', 'b', 'step')] };
  const profile = { ...SMALL, siblingBytes: 3 * bytesEach };
  const listed = contrastsApart(apart, scenarioGroups(apart, { rows: invoices, profile }), profile);
  expect(listed.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^contrasts not made: d over b; .* all 5 would take more than/),
  ]);
  expect(contrastsApart(scenario, groupsIn(3), profile)).toEqual([]);
});
