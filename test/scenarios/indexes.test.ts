import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import indexes from '../../scenarios/indexes.js';
import { checkSmall, failuresOf, planOf } from './check-once.js';

let result: Result;
beforeAll(async () => {
  result = await checkSmall(indexes);
});

const buffersOf = (level: string, operation: string, tenant: 'whale' | 'tiny' = 'whale') =>
  planOf(result, `${level}-rls`, operation, tenant).buffers;

test('its proofs and expectations hold', () => {
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(failuresOf(result)).toEqual([]);
});

test('without an index every operation reads the whole table, for the tiny tenant too', () => {
  const whole = buffersOf('none', 'latest');
  for (const { name } of indexes.operations) {
    expect(buffersOf('none', name), name).toBe(whole);
    expect(buffersOf('none', name, 'tiny'), name).toBe(whole);
  }
});

describe('the index made for it reads a tenth of the table or less', () => {
  test.each([
    ['point', 'primary-key'],
    ['latest', 'tenant-created'],
    ['next-page', 'tenant-created'],
    ['filter-and-sort', 'partial'],
    ['count-open', 'tenant-status'],
    ['date-range', 'covering'],
  ])('%s: %s', (operation, level) => {
    expect(buffersOf(level, operation)).toBeLessThanOrEqual(buffersOf('none', operation) / 10);
  });
});

test('a partitioned table reads one partition', () => {
  for (const { name } of indexes.operations) {
    for (const isolation of ['where', 'rls']) {
      const { nodes } = planOf(result, `partitioned-${isolation}`, name, 'whale');
      const relations = nodes.flatMap(({ relation }) => (relation === null ? [] : [relation]));
      expect(new Set(relations).size, `${name}, ${isolation}`).toBe(1);
    }
  }
});

test('a partition read directly is under the policy too', () => {
  const { setup = [] } = indexes.siblings?.find(({ name }) => name === 'partitioned') ?? {};
  expect(setup.filter((statement) => /^create table invoices_\d/.test(statement))).toHaveLength(8);
  expect(setup.filter((statement) => /^create policy/.test(statement))).toHaveLength(9);
});
