import { describe, expect, test } from 'vitest';
import type { BaselineRatio } from '../../../bench/gate/baseline/baseline.js';
import { ratioFindings } from '../../../bench/gate/baseline/ratio-findings.js';
import { ratioRecords } from '../../../bench/gate/baseline/ratio-records.js';
import { travellingRatios } from '../../../bench/gate/baseline/travelling-ratios.js';
import { DEFAULT_MARGINS } from '../../../bench/gate/budgets.js';
import type { Figure } from '../../../bench/result/parts.js';
import type { Result } from '../../../bench/result/result.js';
import { syntheticRun } from '../../report/synthetic.js';
import { madeBaseline } from './made-baseline.js';

const GATE = { margins: DEFAULT_MARGINS, strict: false, scenarios: [] };

interface MadeRatio {
  readonly value: number;
  readonly half?: number;
  readonly blocks?: number;
  readonly least?: number;
}

/** One ratio then and now; `half` is half of its interval, as a share. */
function madeFigures(base: MadeRatio, head: MadeRatio, operation = 'latest'): Figure[] {
  const figure = (
    arm: string,
    metric: string,
    { value, half = 0.005, blocks = 20 }: MadeRatio,
  ) => ({
    ...{ scenario: 'invoices', probe: 'ratio', sibling: null, arm, operation, metric, note: '' },
    ...{ tenant: 'tiny' as const, unit: 'ratio' as const, value, samples: blocks },
    ...{ low: value * (1 - half), high: value * (1 + half) },
  });
  return [
    figure('base:policy', 'p50', base),
    figure('head:policy', 'p50', head),
    figure('head:policy', 'p50, least difference', { value: head.least ?? 0.001 }),
  ];
}

function levels(figures: readonly Figure[], gate = GATE): string[] {
  return ratioFindings(gate, figures).map(({ rule, level }) => `${rule} ${level}`);
}

describe('ratios of a baseline and of today', () => {
  test('the same, and one within the margin, say nothing', () => {
    expect(levels(madeFigures({ value: 1.2 }, { value: 1.2 }))).toEqual([]);
    expect(levels(madeFigures({ value: 1.2 }, { value: 1.23 }))).toEqual([]);
  });

  test('12% more fails, in words', () => {
    const [found, ...others] = ratioFindings(
      { ...GATE, scenarios: [] },
      madeFigures({ value: 1.2 }, { value: 1.344 }),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: 'ratio', level: 'failure', baseValue: 1.2 });
    expect(found?.message).toMatch(/ratio of policy grew by 12\.0%, from 1\.200x to 1\.344x\.$/);
    expect(found?.base).toBe('1.200x (1.194 to 1.206)');
  });

  test('12% less is better', () => {
    expect(levels(madeFigures({ value: 1.344 }, { value: 1.2 }))).toEqual(['ratio better']);
  });

  test('both intervals count: a wide one then, or now, is inconclusive, and strict fails it', () => {
    for (const figures of [
      madeFigures({ value: 1.2, half: 0.08 }, { value: 1.32 }),
      madeFigures({ value: 1.2 }, { value: 1.32, half: 0.08 }),
    ]) {
      expect(levels(figures)).toEqual(['ratio notice']);
      expect(levels(figures, { ...GATE, strict: true })).toEqual(['ratio failure']);
    }
  });

  test('half-widths combine in quadrature: 4% and 4% are 5.7%, not 8%', () => {
    const apart = 1.05 * Math.exp(0.07);
    const wide = { half: 0.04 };
    expect(levels(madeFigures({ value: 1, ...wide }, { value: apart, ...wide }))).toEqual([
      'ratio failure',
    ]);
  });

  test('a difference too small to matter does not fail', () => {
    const figures = madeFigures({ value: 1.2 }, { value: 1.344, least: 0.2 });
    expect(levels(figures)).toEqual(['ratio notice']);
  });

  test('too few blocks can not fail', () => {
    expect(levels(madeFigures({ value: 1.2, blocks: 4 }, { value: 1.344 }))).toEqual([
      'ratio notice',
    ]);
  });

  test('Holm: what fails alone does not among two hundred', () => {
    const one = madeFigures({ value: 1.2, half: 0.02 }, { value: 1.2 * 1.05 * 1.031, half: 0.02 });
    expect(levels(one)).toEqual(['ratio failure']);
    const others = Array.from({ length: 200 }, (_, at) =>
      madeFigures({ value: 1.2, half: 0.02 }, { value: 1.2, half: 0.02 }, `other-${at}`),
    );
    expect(levels([one, ...others].flat())).toEqual(['ratio notice']);
  });

  test('one that today has not is told, and does not fail', () => {
    const [base] = madeFigures({ value: 1.2 }, { value: 1.2 });
    expect(levels([base as Figure])).toEqual(['not-compared notice']);
  });
});

describe('the ratios that travel', () => {
  const { result } = syntheticRun();
  const ratios = travellingRatios(result);

  test('are of RLS over WHERE or of routes, one at a time, with one client, no controls', () => {
    expect(ratios.length).toBeGreaterThan(0);
    const arms = new Map(
      result.scenarios.flatMap((each) => each.arms).map((arm) => [arm.name, arm]),
    );
    for (const { contrast } of ratios) {
      const of = result.contrasts.find((each) => each.contrast === contrast);
      const [over, under] = [of?.treatment, of?.baseline].map((name) => arms.get(name ?? ''));
      expect([over?.isolation, under?.isolation]).toEqual(['rls', 'where']);
      expect(over?.client === 'wire').toBe(under?.client === 'wire');
      expect(of?.kind).not.toBe('aa');
    }
  });

  test('what is not trusted is left out', () => {
    const contrasts = result.contrasts.map((each) => ({ ...each, untrusted: true }));
    expect(travellingRatios({ ...result, contrasts })).toEqual([]);
  });

  test('a run against itself says nothing; a run that lies is caught', () => {
    const saved = madeBaseline({ ratios });
    expect(levels(figuresOf(ratios, result))).toEqual([]);
    const before = ratios.map((each) => ({
      ...{ ...each, ratio: each.ratio / 2 },
      ...{ low: each.low / 2, high: each.high / 2 },
    }));
    const found = levels(figuresOf(before, result));
    expect(new Set(found)).toEqual(new Set(['ratio failure']));
    expect(found).toHaveLength(saved.ratios.length);
  });

  test('what matters least is 5 µs of the arm below, or three noise floors', () => {
    const figures = figuresOf(ratios, result);
    const least = figures.find(({ metric }) => metric === 'p50, least difference');
    const contrast = result.contrasts.find(
      (each) =>
        `head:${each.contrast}` === least?.arm &&
        each.operation === least.operation &&
        each.tenant === least.tenant &&
        each.concurrency === 1 &&
        each.metric === 'p50',
    );
    const below = result.arms.find(
      (each) =>
        each.arm === contrast?.baseline &&
        each.operation === contrast.operation &&
        each.tenant === contrast.tenant &&
        each.concurrency === 1,
    );
    const ofTime = 5000 / (below?.latency?.p50Ns ?? 0);
    expect(least?.value).toBeCloseTo(Math.max(ofTime, 3 * (contrast?.noiseFloor ?? 0)), 9);
  });
});

function figuresOf(before: readonly BaselineRatio[], result: Result): Figure[] {
  return ratioRecords(madeBaseline({ ratios: [...before] }), result, DEFAULT_MARGINS).flatMap(
    (record) => (record.type === 'figure' ? record.figure : []),
  );
}
