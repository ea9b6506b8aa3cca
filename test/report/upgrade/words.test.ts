import { describe, expect, test } from 'vitest';
import { compareVersions } from '../../../bench/matrix/compare.js';
import type { Member } from '../../../bench/matrix/member.js';
import type { Step } from '../../../bench/matrix/upgrade.js';
import { changedGroups, groupPlans } from '../../../bench/report/upgrade/groups.js';
import { upgradeInput } from '../../../bench/report/upgrade/input.js';
import { upgradeMarkdown } from '../../../bench/report/upgrade/markdown.js';
import { upgradePage } from '../../../bench/report/upgrade/page.js';
import { stepSentence } from '../../../bench/report/upgrade/sentences.js';
import { upgradeTerminal } from '../../../bench/report/upgrade/terminal.js';
import {
  type Changes,
  matrixFactsOf,
  otherPlan,
  syntheticMember,
} from '../../matrix/synthetic-members.js';

function inputOf(...members: Member[]) {
  const majors = members.map(({ major }) => major);
  return upgradeInput(compareVersions(matrixFactsOf(majors), members), members);
}

const STEP: Step = {
  ...{ from: 17, to: 18, compared: 45, equal: 38, plansChanged: 3, fewerBuffers: 5 },
  ...{ moreBuffers: 1, otherFigures: 2, expectationsMet: 1, expectationsBroken: 2 },
};

describe('stepSentence', () => {
  test.each<[Partial<Step>, string]>([
    [
      {},
      'From 17 to 18: 3 of 45 plans changed, 5 read fewer buffers, 1 reads more, 2 differ in rows removed, heap fetches or calls, 1 expectation newly met, 2 expectations no longer met; 38 are equal in every exact figure.',
    ],
    [
      {
        ...{ equal: 44, plansChanged: 0, fewerBuffers: 1, moreBuffers: 0, otherFigures: 0 },
        ...{ expectationsMet: 0, expectationsBroken: 0 },
      },
      'From 17 to 18: none of 45 plans changed, 1 reads fewer buffers; 44 are equal in every exact figure.',
    ],
    [
      {
        ...{ equal: 43, plansChanged: 0, fewerBuffers: 0, moreBuffers: 2, otherFigures: 1 },
        ...{ expectationsMet: 0, expectationsBroken: 0 },
      },
      'From 17 to 18: none of 45 plans changed, 2 read more buffers, 1 differs in rows removed, heap fetches or calls; 43 are equal in every exact figure.',
    ],
    [{ equal: 45 }, 'From 17 to 18: all 45 plans are the same in every exact figure.'],
  ])('%j', (change, sentence) => {
    expect(stepSentence({ ...STEP, ...change }).replaceAll('\u00a0', ' ')).toBe(sentence);
  });
});

describe('groups', () => {
  const changed = (arm: string, tenant: string): Changes => ({
    operations: ['point'],
    plan: (plan, at) => (at.arm === arm && at.tenant === tenant ? otherPlan(plan) : plan),
  });

  test('arms with equal figures on every version stand together', () => {
    const before = syntheticMember(17, { operations: ['point'] });
    const input = inputOf(before, syntheticMember(18, changed('rls-context', 'whale')));
    expect(changedGroups(input)).toMatchObject([
      { operation: { name: 'point' }, arms: [{ name: 'rls-context' }], row: { tenant: 'whale' } },
    ]);
    const equal = groupPlans(input, ({ changes }) => changes.length === 0);
    // The A/A arms are not there.
    expect(equal.map(({ row, arms }) => `${row.tenant} ${arms.length}`)).toEqual([
      ...['whale 12', 'median 13', 'tiny 13'],
    ]);
  });

  test('arms with other figures stand apart, those that change alike together', () => {
    const changes = (major: number): Changes => ({
      operations: ['point'],
      plan: (plan, { factors, tenant }) => {
        if (tenant !== 'whale') return plan;
        const buffers = factors.client === 'wire' ? 40 : 50;
        return { ...(major === 18 ? otherPlan(plan) : plan), buffers };
      },
    });
    const input = inputOf(syntheticMember(17, changes(17)), syntheticMember(18, changes(18)));
    const groups = changedGroups(input);
    // RLS and WHERE have plans of their own, but what is said of both is the same.
    expect(groups.map(({ arms }) => arms.length).sort()).toEqual([10, 3]);
    const [first] = groups;
    expect(new Set(first?.arms.map(({ isolation }) => isolation))).toEqual(
      new Set(['where', 'rls']),
    );
    expect(first?.sentences).toEqual(['18 runs Index Only Scan where 17 ran Index Scan Backward.']);
  });

  test('a changed plan comes before changed buffers, and these by how many times', () => {
    const before = syntheticMember(17, { operations: ['point'] });
    const after = syntheticMember(18, {
      operations: ['point'],
      plan: (plan, { arm, tenant }) => {
        if (arm !== 'where') return plan;
        if (tenant === 'tiny') return otherPlan(plan);
        return { ...plan, buffers: tenant === 'whale' ? 24 : 240 };
      },
    });
    const order = changedGroups(inputOf(before, after)).map(({ row }) => row.tenant);
    expect(order).toEqual(['tiny', 'median', 'whale']);
  });
});

describe('hostile names', () => {
  const hostile = { operations: ['point'], hostile: true };
  const input = inputOf(
    syntheticMember(17, hostile),
    syntheticMember(18, {
      ...hostile,
      plan: otherPlan,
      result: (result) => ({
        ...result,
        status: 'failed',
        statusReason: '<script>alert(1)</script>\u001b[31m',
      }),
    }),
  );

  test.each([
    ['the page', upgradePage(input)],
    ['Markdown', upgradeMarkdown(input)],
  ])('%s holds no markup of theirs', (_, text) => {
    expect(text.toLowerCase()).not.toContain('<script');
    expect(text.toLowerCase()).toContain('&lt;script');
  });

  test('control characters do not reach the terminal', () => {
    const text = upgradeTerminal(input, '/reports/x', false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('Postgres 18: failed');
    expect(text).toContain('Report: /reports/x/index.html');
  });
});

test('a comparison too large for one page is cut, and the page says so', () => {
  const many = (major: number) =>
    syntheticMember(major, {
      operations: ['point'],
      plan: (plan) => ({ ...otherPlan(plan), fingerprint: `${major} ${plan.fingerprint}` }),
      result: (result) => {
        const copies = Array.from({ length: 20 }, (_, i) => `copy ${i}`);
        const [scenario] = result.scenarios;
        if (scenario === undefined) throw new Error('Expected a scenario');
        return {
          ...result,
          scenarios: copies.map((name) => ({ ...scenario, name })),
          arms: copies.flatMap((name) =>
            result.arms.map((arm, i) => ({
              ...arm,
              scenario: name,
              plan: arm.plan && { ...arm.plan, buffers: 100 + i + major },
            })),
          ),
          contrasts: copies.flatMap((name) =>
            result.contrasts.map((contrast) => ({ ...contrast, scenario: name })),
          ),
        };
      },
    });
  const page = upgradePage(inputOf(many(15), many(16), many(17), many(18)));
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(page).toMatch(/Plans stand side by side for the first \d+/);
}, 90_000);

test('a ratio whose plans differ says so where it stands', () => {
  const member = (major: number, planKindsApart: number) =>
    syntheticMember(major, {
      operations: ['point'],
      contrast: (contrast) => {
        const ratio = major === 18 ? 1.5 : 1;
        const interval = { ratio, low: ratio * 0.99, high: ratio * 1.01 };
        return { ...contrast, ...interval, noiseFloor: 0.01, untrusted: false, planKindsApart };
      },
    });
  const [equal, apart] = [0, 4].map((blocks) => inputOf(member(17, 0), member(18, blocks)));
  if (!equal || !apart) throw new Error('Expected two comparisons');
  const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));
  expect(rows(upgradeMarkdown(equal)).join()).not.toContain('plans differ');
  const [, , ...ratios] = rows(upgradeMarkdown(apart));
  expect(ratios.length).toBeGreaterThan(0);
  for (const line of ratios) expect(line.match(/plans differ/g)).toHaveLength(1);
  expect(upgradePage(equal)).not.toContain('>plans differ<');
  expect(upgradePage(apart)).toContain('>plans differ<');
});
