import { expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';

const query = { name: 'read', text: 'select $1', values: ['7'], tenantId: 'acme' };

test.each(Object.entries(CONTEXT_STRATEGIES))('%s is what it says', (name, strategy) => {
  const exchange = strategy.exchange(query);
  expect(strategy.name).toBe(name);
  expect(exchange).toHaveLength(strategy.roundTrips);
  const queries = exchange.flat().filter(({ part }) => part === 'query');
  expect(queries).toEqual([{ part: 'query', name: 'read', text: 'select $1', values: ['7'] }]);
});

test.each([
  ['none', ['query']],
  ['transaction', ['begin', '|', 'query', '|', 'commit']],
  ['set-config', ['begin', '|', 'context', '|', 'query', '|', 'commit']],
  ['set-config-pipelined', ['begin', 'context', 'query', 'commit']],
  ['set-config-implicit', ['context', 'query']],
] as const)('%s sends its statements in order', (name, expected) => {
  const rounds = CONTEXT_STRATEGIES[name].exchange(query);
  const parts = rounds.flatMap((round, index) => [
    ...(index === 0 ? [] : ['|']),
    ...round.map(({ part }) => part),
  ]);
  expect(parts).toEqual(expected);
});

test('the tenant is bound, never written into the text', () => {
  const statements = CONTEXT_STRATEGIES['set-config'].exchange(query).flat();
  const context = statements.find(({ part }) => part === 'context');
  expect(context?.values).toEqual(['acme']);
  expect(context?.text).not.toContain('acme');
});
