import { expect, test } from 'vitest';
import { roundTripsOf } from '../../bench/run/scenario-facts.js';
import type { Arm } from '../../bench/scenario/scenario.js';

test.each<[number, Pick<Arm, 'client' | 'context' | 'statement'>]>([
  [4, { client: 'wire', context: 'set-config' }],
  [1, { client: 'wire', context: 'set-config-pipelined' }],
  [4, { client: 'pg', context: 'set-config' }],
  [4, { client: 'pg', context: 'set-config-pipelined' }],
  [4, { client: 'pg-pool', context: 'set-config-pipelined', statement: 'unnamed' }],
  [1, { client: 'pg-pool', context: 'set-config-pipelined', statement: 'simple' }],
  [1, { client: 'pg', context: 'one-message', statement: 'simple' }],
  [3, { client: 'pg', context: 'session-set-reset', statement: 'simple' }],
  [1, { client: 'pg-pipeline', context: 'set-config' }],
  [1, { client: 'wire', context: 'startup-option' }],
  [4, { client: 'pg', context: 'set-local-role' }],
])('%i round trips: %o', (roundTrips, arm) => {
  expect(roundTripsOf(arm)).toBe(roundTrips);
});
