import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../bench/report/alarms.js';
import { answerOf } from '../../bench/report/answer.js';
import { cellsOf } from '../../bench/report/cells.js';
import { trustFigures } from '../../bench/report/trust.js';
import type { ContrastResult, Result } from '../../bench/result/result.js';
import { syntheticRun } from './synthetic.js';

/** The synthetic run with a contrast of the whale's most telling cell changed, the policy alone once. */
function withContrast(name: string, change: Partial<ContrastResult>): Result {
  const { result } = syntheticRun();
  return {
    ...result,
    contrasts: result.contrasts
      .filter((contrast) => !contrast.contrast.startsWith('policy-'))
      .map((contrast) =>
        contrast.contrast === name && contrast.operation === 'latest' && contrast.tenant === 'whale'
          ? { ...contrast, ...change }
          : contrast,
      ),
  };
}

const text = (result: Result, topic: string) =>
  (answerOf(result).findings.find((finding) => finding.topic === topic)?.text ?? '').replaceAll(
    '\u00a0',
    ' ',
  );

describe('the answer', () => {
  test('covers the policy, round trips, the total and pipelining', () => {
    const topics = answerOf(syntheticRun().result).findings.map((finding) => finding.topic);
    expect(topics).toEqual(['policy', 'policy-range', 'round-trips', 'total', 'pipelining']);
  });

  test('says within noise, and what would go unseen', () => {
    const change = {
      ratio: 1.003,
      low: 0.998,
      high: 1.008,
      noiseFloor: 0.009,
      minimumDetectableEffect: 0.007,
    };
    expect(text(withContrast('policy', change), 'policy')).toBe(
      'The policy itself shows no cost above the noise on “Latest 20 invoices” for the whale (the largest tenant): +0.3% (95% interval −0.2 to +0.8%), within the noise floor of 0.9%; a change under 0.7% would likely go unseen.',
    );
  });

  test('says a cost as a cost, with the difference in time', () => {
    const change = {
      ratio: 1.2,
      low: 1.18,
      high: 1.22,
      differenceNs: 60_000,
      adjustedP: 0.001,
      noiseFloor: 0.009,
    };
    expect(text(withContrast('policy', change), 'policy')).toContain(
      'costs +20.0% (95% interval +18.0 to +22.0%; +60.0 µs)',
    );
  });

  test('a gain is said as a gain, an inconclusive contrast as not known', () => {
    const gain = { ratio: 0.87, low: 0.86, high: 0.88, adjustedP: 0.001, noiseFloor: 0.009 };
    expect(text(withContrast('policy', gain), 'policy')).toContain('makes it faster');
    const wide = { ratio: 1.03, low: 0.9, high: 1.2, noiseFloor: 0.009 };
    expect(text(withContrast('policy', wide), 'policy')).toContain('is not known');
  });

  test('where one plan is generic and the other custom, the twin with equal plans leads', () => {
    const { result, plans } = syntheticRun();
    const summary = plans[0]?.summary;
    expect(summary).toBeDefined();
    if (summary === undefined) return;
    const arms = result.arms.map((arm) => ({
      ...arm,
      plan:
        arm.factors.isolation === 'rls' || arm.factors.planCacheMode !== 'auto'
          ? { ...summary, genericPlans: 8, customPlans: 0 }
          : { ...summary, genericPlans: 0, customPlans: 8 },
    }));
    expect(text({ ...result, arms }, 'policy')).toMatch(/^With equal plans, the policy itself /);
    expect(text({ ...result, arms }, 'policy-as-run')).toContain(
      'RLS there ran a generic plan where WHERE ran a custom one',
    );
  });

  test('an untrusted contrast is never firm and says so', () => {
    const result = withContrast('policy', { untrusted: true });
    expect(text(result, 'policy')).toContain('untrusted');
    expect(answerOf(result).findings[0]?.firm).toBe(false);
  });

  test('an inconclusive total says so', () => {
    const result = withContrast('total', { ratio: 1.5, low: 0.9, high: 2.4 });
    expect(text(result, 'total')).toContain('inconclusive');
  });

  test('round trips are counted from the arms', () => {
    expect(text(syntheticRun().result, 'round-trips')).toContain('takes 3 more round trips');
  });

  test('nothing measured gives no answer', () => {
    const { result } = syntheticRun();
    expect(answerOf({ ...result, arms: [], contrasts: [] })).toEqual({
      lead: null,
      place: null,
      findings: [],
    });
  });
});

describe('cells', () => {
  test('come most telling operation first, and leave out arms that were only planned', () => {
    const { result } = syntheticRun();
    const arms = result.arms.map((arm) =>
      arm.arm === 'rls-context-generic' || arm.operation === 'next-page'
        ? { ...arm, latency: null }
        : arm,
    );
    const cells = cellsOf({ ...result, arms });
    expect(new Set(cells.map((cell) => cell.operation))).toEqual(
      new Set(['latest', 'point', 'count-open', 'date-range', 'with-line-items']),
    );
    expect(cells[0]?.operation).toBe('latest');
    expect(cells.flatMap((cell) => cell.arms.map(({ facts }) => facts.name))).not.toContain(
      'rls-context-generic',
    );
  });

  test('of a journal without telling operations keep the order of the scenario', () => {
    const { result } = syntheticRun();
    const scenarios = result.scenarios.map(({ telling: _, ...scenario }) => scenario);
    expect(cellsOf({ ...result, scenarios })[0]?.operation).toBe('point');
  });
});

describe('trust', () => {
  test('a clean run raises no alarm', () => {
    const { result } = syntheticRun();
    expect(alarmsOf(result)).toEqual([]);
    expect(trustFigures(result).filter((figure) => figure.alarm)).toEqual([]);
  });

  test('partial, failed proof, failed arm, untrusted cells and server warnings each raise one', () => {
    const { result } = syntheticRun({ troubled: true, status: 'partial' });
    expect(alarmsOf(result)).toHaveLength(5);
    expect(
      trustFigures(result)
        .filter((figure) => figure.alarm)
        .map((figure) => figure.label),
    ).toEqual(['Identical arms (A/A)', 'Proofs passed']);
  });

  test('a busy machine is an alarm', () => {
    const { result } = syntheticRun();
    const before = { ...result.environment.before, loadAverage1m: 25.5 };
    const busy = { ...result, environment: { ...result.environment, before } };
    const figure = trustFigures(busy).find(({ label }) => label === 'Machine load before');
    expect(figure?.value.replaceAll('\u00a0', ' ')).toBe('25.5 on 2 cores');
    expect(figure?.alarm).toBe(true);
  });

  test('too few blocks are an alarm', () => {
    const { result } = syntheticRun();
    const few = { ...result, profile: { ...result.profile, minimumBlocks: 99 } };
    expect(trustFigures(few).find((figure) => figure.label === 'Blocks a cell')?.alarm).toBe(true);
  });
});
