import { type KnownOf, knownOf } from '../../bench/leak/known.js';
import { LEAK_ROUTES } from '../../bench/leak/route.js';
import { LEAK_STATES } from '../../bench/leak/states/registry.js';
import type { HammerResult, LeakResult } from '../../bench/result/load-parts.js';
import type { Result } from '../../bench/result/result.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** Made-up results of the leak matrix and the hammer: no server. */

const names = { role: 'somebody', sequence: 'numbers' };

/** The whole matrix as `observed` has it; what it does not know does not leak. */
export function madeLeaks(observed: KnownOf = knownOf): LeakResult[] {
  return LEAK_ROUTES.flatMap((route) =>
    LEAK_STATES.filter(({ name }) => route.states?.includes(name) ?? true).flatMap((state) =>
      state.ways(names).map((way): LeakResult => {
        const place = { state: state.name, way: way.name, route: route.name, serverMajor: 18 };
        const known = knownOf(place);
        const seen = observed(place) ?? 'does not leak';
        return {
          ...{ scenario: 'leaks', ...place, observed: seen, known, note: '' },
          poolerVersion: route.pooler ? '1.24.1' : null,
          agrees: known === null ? null : seen === known,
          transcript: [
            'A is served by backend 7.',
            ...way.statements.map(({ text }) => `A: ${text}`),
          ],
        };
      }),
    ),
  );
}

export function madeHammer(arm: string, given: Partial<HammerResult> = {}): HammerResult {
  return {
    ...{ scenario: 'leaks', arm, clients: 32, tenants: 16, poolSize: 3, isControl: false },
    factors: {
      ...{ isolation: 'rls', context: 'set-local', client: 'wire', planCacheMode: 'auto' },
      route: 'pgbouncer-transaction',
    },
    ...{ reads: 600_000, rows: 1_800_000, foreignReads: 0, emptyReads: 0, firstCaughtMs: null },
    ...{ seconds: 9, errors: [], verdict: 'no leak', note: '', ...given },
  };
}

export const HAMMERS: readonly HammerResult[] = [
  madeHammer('session-set', {
    ...{ isControl: true, verdict: 'control caught', firstCaughtMs: 4 },
    ...{ reads: 20_000, foreignReads: 19_000 },
  }),
  madeHammer('set-local'),
  madeHammer('signed-token'),
];

export const madeLeakScenario: MadeScenario = {
  name: 'leaks',
  question: 'What does the next client find?',
  operations: [{ name: 'latest-3', title: 'Latest 3 invoices' }],
  arms: [
    { name: 'set-local', title: 'SET LOCAL in a transaction', isolation: 'rls' },
    { name: 'signed-token', title: 'signed token', isolation: 'rls', context: 'signed-token' },
    { name: 'session-set', title: 'SET without RESET', isolation: 'rls', context: 'session-set' },
  ],
  contrasts: [],
  cost: () => ({ buffers: 4 }),
};

/** Puts leaks and hammers into a result. */
export function withLeaks(
  leaks: readonly LeakResult[],
  hammers: readonly HammerResult[] = HAMMERS,
): (result: Result) => Result {
  return (result) => ({ ...result, leaks: [...leaks], hammers: [...hammers] });
}
