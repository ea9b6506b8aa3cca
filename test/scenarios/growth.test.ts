import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import growth from '../../scenarios/growth.js';
import { checkSmall, failuresOf, MANY_ROWS, planOf } from './check-once.js';

const SIZES = [1, 3, 10, 30, 100];

let result: Result;
beforeAll(async () => {
  result = await checkSmall(growth, MANY_ROWS);
});

const siblings = () => result.scenarios[0]?.siblings ?? [];
const rowsIn = (name: string) => {
  const found = siblings().find((each) => each.name === name);
  if (!found) throw new Error(`No sibling ${name}`);
  const of = (tenant: string) => found.tenantRows.find((each) => each.name === tenant)?.rows ?? 0;
  return { all: found.mainRows, whale: of('whale'), median: of('median'), tiny: of('tiny') };
};

test('its proofs and expectations hold', () => {
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(failuresOf(result)).toEqual([]);
});

describe('the sizes', () => {
  test('the table and the whale grow by the multiple, to the row; the median and the tiny tenant stay whole', () => {
    const whole = rowsIn('key-x100');
    expect(whole.all).toBe(MANY_ROWS.invoices);
    for (const times of SIZES) {
      const { all, whale, median, tiny } = rowsIn(`key-x${times}`);
      expect([median, tiny]).toEqual([whole.median, whole.tiny]);
      // Each size is cut from the one above, and rounded.
      for (const [part, of] of [
        [all, whole.all],
        [whale, whole.whale],
      ] as const) {
        expect(Math.abs(part - (of * times) / 100)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('each level of a size holds the same rows', () => {
    for (const times of SIZES) {
      for (const level of ['tenant', 'created']) {
        expect(rowsIn(`${level}-x${times}`)).toEqual(rowsIn(`key-x${times}`));
      }
    }
  });
});

test('a page in the order of its index reads as much at a hundred times the rows', () => {
  const buffers = (level: string, times: number) =>
    planOf(result, `${level}-x${times}-rls`, 'latest', 'whale').buffers;
  expect(buffers('tenant', 100)).toBeLessThanOrEqual(buffers('tenant', 1) + 3);
  expect(buffers('key', 100)).toBeGreaterThan(20 * buffers('key', 1));
});

test('where the tenant comes second, other tenants’ rows are paid for', () => {
  const buffers = (times: number) =>
    planOf(result, `created-x${times}-rls`, 'point', 'tiny').buffers;
  expect(buffers(100)).toBeGreaterThan(10 * buffers(1));
});

test('what was cut away leaves no pages behind', () => {
  const pages = (times: number) =>
    planOf(result, `created-x${times}-where`, 'count-open', 'whale').buffers;
  expect(pages(30)).toBeLessThan(0.35 * pages(100));
  expect(pages(10)).toBeLessThan(0.4 * pages(30));
});
