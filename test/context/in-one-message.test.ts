import { expect, test } from 'vitest';
import { exchangeOf } from '../../bench/context/exchange-of.js';
import { inOneMessage } from '../../bench/context/in-one-message.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';

const call = { name: 'q', text: 'select 1', values: [], tenantId: `it's` };

test('an exchange as one message: its context with literals, the queries in place of its own', () => {
  const text = inOneMessage(exchangeOf(CONTEXT_STRATEGIES['set-config'], call), ['a', 'b']);
  expect(text.split('\n')).toEqual([
    'BEGIN;',
    `select set_config('app.current_tenant_id', 'it''s', true);`,
    'a;',
    'b;',
    'COMMIT;',
  ]);
});

test('a write ends in ROLLBACK', () => {
  const write = { ...call, effect: 'write' as const };
  expect(inOneMessage(exchangeOf(CONTEXT_STRATEGIES.transaction, write), ['w'])).toBe(
    'BEGIN;\nw;\nROLLBACK;',
  );
});
