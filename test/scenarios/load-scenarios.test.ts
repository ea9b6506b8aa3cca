import { expect, test } from 'vitest';
import burst from '../../scenarios/burst.js';
import clients from '../../scenarios/clients.js';
import poolSize from '../../scenarios/pool-size.js';
import { checkSmall, failuresOf } from './check-once.js';

test.each([clients, burst, poolSize])(
  '$name: proofs and plans hold on few rows',
  async (scenario) => {
    const result = await checkSmall(scenario);
    expect(failuresOf(result)).toEqual([]);
    expect(result.expectations.length).toBeGreaterThan(0);
  },
);

test.each([clients, burst, poolSize])(
  '$name: what is loaded is alike in all but the route',
  ({ arms }) => {
    const loaded = arms.filter(({ isolation }) => isolation === 'rls');
    const alike = loaded.map(({ context, client, planCacheMode }) => ({
      context,
      client,
      planCacheMode,
    }));
    expect(new Set(alike.map((levels) => JSON.stringify(levels))).size).toBe(1);
    expect(loaded.some(({ route }) => route === 'pgbouncer-transaction')).toBe(true);
    expect(loaded.some(({ route }) => route === 'direct-pooled')).toBe(true);
  },
);
