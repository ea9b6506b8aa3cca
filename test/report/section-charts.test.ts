import { describe, expect, test } from 'vitest';
import type { Chart } from '../../bench/report/charts/chart.js';
import { drawChart } from '../../bench/report/charts/draw.js';
import { heatMap, shadeOf } from '../../bench/report/charts/heatMap.js';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import { madeGrowth, madeIndexes } from './made-index-scenarios.js';
import { madeView } from './made-view.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** What the charts of the sections hold: the figures, before they are drawn. */

/** The parts of a specification that are looked at here. */
interface Spec {
  readonly data: { readonly values: readonly Record<string, unknown>[] };
  readonly layer?: readonly {
    readonly mark: { readonly type: string; readonly fontWeight?: number };
    readonly transform?: readonly { readonly filter: string }[];
  }[];
  readonly encoding?: Readonly<Record<string, { readonly scale?: Record<string, unknown> }>>;
}
const specOf = ({ spec }: Chart) => spec as unknown as Spec;

function chartOf(made: MadeScenario, name: string): Chart {
  const view = madeView(made);
  const found = sectionOf(view)
    ?.charts(view)
    .find((chart) => chart.name === name);
  if (found === undefined) throw new Error(`no chart ${name}`);
  return found;
}

/** A heat map's cells as text, bold ones with a star, row by row. */
function cellsOf(chart: Chart): string[][] {
  const rows: string[][] = [];
  for (const { row, text, best } of specOf(chart).data.values) {
    const cells = rows[Number(row)] ?? [];
    rows[Number(row)] = cells;
    cells.push(`${text}${best ? '*' : ''}`);
  }
  return rows;
}

describe('index levels against operations', () => {
  test('buffers: each figure, in bold the least of its column', () => {
    const rows = cellsOf(chartOf(madeIndexes, 'indexes--median--rls-buffers'));
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual(['9,120', '9,120', '9,120', '9,120', '274k', '274k']);
    expect(rows[2]).toEqual(['1,160', '4*', '1,160', '1,160', '34.8k', '34.8k']);
    expect(rows[3]).toEqual(['10', '4*', '10', '10', '288', '288']);
    expect(rows[9]).toEqual(['4*', '4*', '4*', '4*', '108*', '108*']);
  });

  test('latency: each ratio over the reference, in bold what is surely less', () => {
    const rows = cellsOf(chartOf(madeIndexes, 'indexes--whale--rls-latency'));
    expect(rows[0]).toEqual(['×110', '×100', '×110', '×110', '×351']);
    expect(rows[3]).toEqual(['×1.0', '×1.0', '×1.0', '×1.0', '×1.0']);
    expect(rows[4]).toEqual(['×4.4', '×1.0', '×4.4', '×4.4', '×12']);
    expect(rows[9]).toEqual(['×0.82*', '×1.0', '×0.82*', '×0.82*', '×0.42*']);
  });

  test('the darker, the more: a cell of another shade has another fill', () => {
    const { values } = specOf(chartOf(madeIndexes, 'indexes--median--rls-buffers')).data;
    const fillOf = (text: string) => values.find((cell) => cell.text === text)?.fill;
    const fills = ['4', '10', '124', '168', '1,160', '9,120'].map(fillOf);
    expect(new Set(fills).size).toBe(6);
    expect(fillOf('3,720')).toBe(fillOf('9,120'));
  });
});

describe('a heat map', () => {
  const map = heatMap({
    ...{ name: 'map', title: 'A map', subtitle: '', columns: ['latest', 'point'] },
    rows: [
      { label: 'some', cells: [{ text: '41', shade: 0, best: true }, null] },
      { label: 'other', cells: [{ text: '42', shade: 4, best: false }] },
    ],
  });

  test('says where nothing was measured, and is white on dark', () => {
    expect(specOf(map).data.values).toMatchObject([
      { row: 0, column: 'latest', label: 'some', text: '41' },
      { row: 0, column: 'point', label: '', text: '–', fill: 'none' },
      { row: 1, column: 'latest', label: 'other', text: '42', ink: '#ffffff' },
      { row: 1, column: 'point', label: '', text: '–', fill: 'none' },
    ]);
  });

  test('sets the best in bold, and nothing else', async () => {
    const { svg } = await drawChart(map);
    const bold = /<text[^>]*font-weight(?:="|: ?)(?:700|bold)[^>]*>([^<]*)</g;
    const texts = [...svg.matchAll(bold)].map(([, text]) => text);
    expect(texts).toContain('41');
    expect(texts).not.toContain('42');
    expect(svg).toContain('>42<');
  });

  test('a shade is how many bounds a value reaches', () => {
    expect([7, 8, 31, 32, 2_048, 1e9].map((n) => shadeOf(n, [8, 32, 128, 512, 2_048]))).toEqual([
      0, 1, 1, 2, 5, 5,
    ]);
  });
});

test('growth: buffers against counted rows, on log axes, with each law in the legend', () => {
  const { data, encoding } = specOf(chartOf(madeGrowth, 'growth--latest--whale--growth-buffers'));
  const [x, y] = [encoding?.x?.scale, encoding?.y?.scale];
  expect([x?.type, y?.type]).toEqual(['log', 'log']);
  const walk = data.values.filter(({ line }) => String(line).startsWith('(created_at): '));
  expect(walk.map((point) => [point.x, point.y])).toEqual([
    ...[
      [6_000, 120],
      [18_000, 360],
      [60_000, 1_200],
      [180_000, 3_600],
      [600_000, 12_000],
    ],
  ]);
  const law = 'rows^1.00 (1.00 to 1.00)';
  expect(walk[0]?.line).toBe(`(created_at): ${law}: own ${law}`);
  const [low, high] = (y?.domain ?? []) as [number, number];
  expect([low < 24, high > 12_000]).toEqual([true, true]);
});
