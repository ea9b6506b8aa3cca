import { describe, expect, test } from 'vitest';
import { indexes } from '../../bench/report/page/sections/indexes.js';
import type { ContrastResult, Result } from '../../bench/result/result.js';
import { madeIndexes } from './made-index-scenarios.js';
import { madeView } from './made-view.js';

const REFERENCE = '(tenant_id, created_at DESC)';

/** The latency heat map of the whale under one isolation: its words, and the cells of an operation. */
function heat(
  isolation: 'rls' | 'where',
  change: (one: ContrastResult) => Partial<ContrastResult> | null = () => ({}),
  operation = 'latest',
) {
  const view = madeView(madeIndexes, (result: Result) => ({
    ...result,
    contrasts: result.contrasts.flatMap((one) => {
      const changed = change(one);
      return changed === null ? [] : [{ ...one, ...changed }];
    }),
  }));
  const chart = indexes
    .charts(view)
    .find(({ name }) => name.endsWith(`whale--${isolation}-latency`));
  const spec = chart?.spec as {
    title: { text: string[]; subtitle: string[] };
    data: { values: { row: number; column: string; text: string; best: boolean }[] };
  };
  const cells = spec.data.values.filter(({ column }) => column === operation);
  const levels = [...new Set(view.arms.map(({ indexes: level }) => level ?? ''))];
  return {
    title: spec.title.text.join(' '),
    words: spec.title.subtitle.join(' '),
    texts: Object.fromEntries(cells.map(({ row, text }) => [levels[row] ?? '', text])),
    bold: cells.filter(({ best }) => best).map(({ row }) => levels[row] ?? ''),
  };
}

/** Contrasts of levels alone, with a ratio that the pooled medians do not have. */
const levelsAt = (ratio: number) => (one: ContrastResult) =>
  one.kind === 'level' ? { ratio, low: ratio * 0.99, high: ratio * 1.01 } : {};

describe('how long each index level takes', () => {
  test('is its paired contrast over the reference, not its pooled median over the fastest', () => {
    const { title, words, texts } = heat('rls', levelsAt(3.3));
    expect(texts).toMatchObject({ [REFERENCE]: '×1.0', '(tenant_id)': '×3.3', none: '×3.3' });
    expect(title).toContain('over a reference level');
    expect(words).toContain(
      `Over ${REFERENCE}, by paired contrasts: intervals in the tables below.`,
    );
    expect(words).not.toContain('pooled');
  });

  test('where a level has no contrast it is of pooled medians, and marked', () => {
    const { words, texts } = heat('rls', (one) =>
      one.contrast.startsWith('tenant-rls-over') ? null : levelsAt(3.3)(one),
    );
    expect(texts['(tenant_id)']).toMatch(/^~35\.\d$|^~35$/);
    expect(texts.none).toBe('×3.3');
    expect(words).toContain('~: pooled medians, no interval.');
  });

  test('without any reference all are of pooled medians over the fastest, none bold', () => {
    const { title, words, texts, bold } = heat('where');
    expect(title).toContain('over the fastest level');
    expect(words).toContain('Pooled medians, no interval.');
    expect(words).not.toContain('Bold');
    expect(texts[REFERENCE]).toBe('~1.2');
    expect(bold).toEqual([]);
  });

  test('the least is bold where it is below the others by more than the noise floor', () => {
    expect(heat('rls').bold).toEqual([
      '8 hash partitions by tenant, each (tenant_id, created_at DESC)',
    ]);
    expect(heat('rls').words).toContain('Bold: the least, by more than the noise floor.');
    const noisy = heat('rls', () => ({ noiseFloor: 0.3 }));
    expect(noisy.bold).toEqual([]);
    const untrusted = heat('rls', () => ({ untrusted: true }));
    expect(untrusted.bold).toEqual([]);
  });

  test('two that are as good are neither bold', () => {
    // Both have the tenant and the time first: 24 buffers each.
    const without = heat('rls', (one) =>
      one.contrast.startsWith('hash-rls') ? { ratio: 1.5, low: 1.4, high: 1.6 } : {},
    );
    expect(without.bold).toEqual([]);
  });
});
