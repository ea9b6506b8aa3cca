import { expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import type { Work } from '../../bench/load/session.js';
import { distinctStatements, encodeWork } from '../../bench/load/wire-work.js';
import type { ContextName } from '../../bench/scenario/scenario.js';

function work(context: ContextName, tenantIds: readonly string[]): Work[] {
  return tenantIds.map((tenantId) => ({
    exchange: CONTEXT_STRATEGIES[context].exchange({
      name: 'read',
      text: 'select $1',
      values: [tenantId],
      tenantId,
    }),
    expectedRows: 1,
    tenantId,
  }));
}

test('knows the transaction status each round must end in', () => {
  const [item] = encodeWork(work('set-config', ['1']));
  expect(item?.rounds.map(({ status, queryAt }) => [status, queryAt])).toEqual([
    ['T', -1],
    ['T', -1],
    ['T', 0],
    ['I', -1],
  ]);
});

test('knows where the query is in a pipelined round', () => {
  const [item] = encodeWork(work('set-config-pipelined', ['1']));
  expect(item?.rounds).toMatchObject([{ statements: 4, queryAt: 2, status: 'I' }]);
});

test('encodes once for all sessions and shares equal rounds', () => {
  const items = work('transaction', ['1', '2']);
  const encoded = encodeWork(items);
  expect(encodeWork(items)).toBe(encoded);
  expect(encoded[0]?.rounds[0]?.bytes).toBe(encoded[1]?.rounds[0]?.bytes);
  expect(encoded[0]?.rounds[1]?.bytes).not.toEqual(encoded[1]?.rounds[1]?.bytes);
});

test('refuses one name for two texts', () => {
  const [first] = work('none', ['1']);
  const other = CONTEXT_STRATEGIES.none.exchange({
    name: 'read',
    text: 'select 2',
    values: [],
    tenantId: '1',
  });
  const items = [first as Work, { exchange: other, expectedRows: 1, tenantId: '1' }];
  expect(() => distinctStatements(items)).toThrow('read stands for two different texts');
});
