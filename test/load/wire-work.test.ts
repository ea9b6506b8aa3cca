import { expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import type { Work } from '../../bench/load/session.js';
import { distinctStatements, encodeWork, statementsToPrepare } from '../../bench/load/wire-work.js';
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

test('each form has bytes of its own for the same work', () => {
  const items = work('set-config', ['1']);
  const forms = [
    {},
    { statement: 'unnamed' },
    { statement: 'simple' },
    { isForOneExchange: true },
  ] as const;
  const sent = forms.map((form) => encodeWork(items, form)[0]?.rounds.map(({ bytes }) => bytes));
  expect(new Set(sent.map((bytes) => Buffer.concat(bytes ?? []).toString('latin1'))).size).toBe(4);
  for (const form of forms) expect(encodeWork(items, form)).toBe(encodeWork(items, { ...form }));
  expect(encodeWork(items, { statement: 'named' })).toBe(encodeWork(items));
});

test('only what has a name is prepared ahead, and only in the named form on a kept connection', () => {
  const names = (context: ContextName, form = {}) =>
    statementsToPrepare(work(context, ['1', '2']), form).map(({ name }) => name);
  expect(names('set-local')).toEqual(['rlsbench_begin', 'read', 'rlsbench_commit']);
  expect(names('set-local', { statement: 'unnamed' })).toEqual([]);
  expect(names('set-local', { statement: 'simple' })).toEqual([]);
  expect(names('set-local', { isForOneExchange: true })).toEqual([]);
});

test('a name is parsed once in an exchange on a connection of its own', () => {
  const [first] = work('transaction', ['1']);
  if (!first) throw new Error('Expected work');
  const twice = [{ ...first, exchange: [...first.exchange, ...first.exchange] }];
  const [item] = encodeWork(twice, { isForOneExchange: true });
  const parses = item?.rounds.map(({ bytes }) => bytes[0] === 'P'.charCodeAt(0));
  expect(parses).toEqual([true, true, true, false, false, false]);
});

test('thinking belongs to the round that begins with it', () => {
  const [first] = work('transaction', ['1']);
  const [begin = [], query = [], commit = []] = first?.exchange ?? [];
  const exchange = [begin, query.map((each) => ({ ...each, thinkMs: 5 })), commit];
  const [item] = encodeWork([{ exchange, expectedRows: 1, tenantId: '1' }]);
  expect(item?.rounds.map(({ thinkMs }) => thinkMs)).toEqual([0, 5, 0]);
});
