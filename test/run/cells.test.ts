import { expect, test } from 'vitest';
import { cellsOf, highConcurrency } from '../../bench/run/cells.js';
import type { Cell } from '../../bench/scenario/scenario.js';
import whereVsRls from '../../scenarios/where-vs-rls.js';

const nameOf = ({ operation, tenant, concurrency }: Cell) =>
  `${operation}/${tenant}/${concurrency}`;

test('telling: the telling operations for every tenant, and one cell above the core count', () => {
  expect(cellsOf(whereVsRls, 'telling', 2).map(nameOf)).toEqual([
    'latest/whale/1',
    'latest/median/1',
    'latest/tiny/1',
    'latest/whale/4',
  ]);
});

test('quick: everything at concurrency 1, the concurrent operations above as well', () => {
  const cells = cellsOf(whereVsRls, 'quick', 8).map(nameOf);
  expect(cells).toHaveLength(6 * 3 + 2 * 3);
  expect(cells.filter((name) => name.endsWith('/10'))).toHaveLength(2 * 3);
});

test('all: every operation and tenant at both concurrencies', () => {
  expect(cellsOf(whereVsRls, 'all', 2)).toHaveLength(6 * 3 * 2);
});

test.each(['telling', 'quick', 'all'] as const)(
  '%s: no cell twice, most telling first',
  (cells) => {
    const names = cellsOf(whereVsRls, cells, 4).map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('latest/whale/1');
  },
);

test('the high level is above the core count', () => {
  for (const cores of [1, 2, 64]) expect(highConcurrency(cores)).toBeGreaterThan(cores);
});
