import { hammeredArms, hammeredOperation } from '../hammer/hammered.js';
import { insertsOf, updatesOf, writeArm } from '../probe/writes.js';
import type { Reject } from './problem.js';
import type { ProbeName, Scenario } from './scenario.js';
import { takesPart } from './taking-part.js';

/** Every probe finds what it measures: one that finds nothing would end without a word. */
export function checkProbes(scenario: Scenario, reject: Reject): void {
  for (const [index, probe] of (scenario.probes ?? []).entries()) {
    const missing = MISSING[probe](scenario);
    if (missing) reject(`probes[${index}]`, `expected ${missing} for "${probe}", got none.`);
  }
  checkExchanges(scenario, reject);
}

/** A client that sends nothing is none: what was measured would be fewer clients than it says. */
function checkExchanges({ load }: Scenario, reject: Reject): void {
  if (!load?.clients) return;
  const { counts, closedCounts = counts, exchanges } = load.clients;
  for (const extent of ['telling', 'quick', 'all'] as const) {
    const most = Math.max(0, ...closedCounts[extent]);
    if (exchanges[extent] < most) {
      reject(
        `load.clients.exchanges.${extent}`,
        `expected one or more for each of ${most} clients, got ${exchanges[extent]}.`,
      );
    }
  }
}

/** What a probe needs and a scenario has not. */
const MISSING: Readonly<Record<ProbeName, (scenario: Scenario) => string | undefined>> = {
  'index-cost': ({ siblings = [] }) => (siblings.length > 0 ? undefined : 'a sibling'),
  'cold-reads': ({ arms, operations, telling }) => {
    const read = operations.filter(({ name }) => telling.includes(name));
    // Before Postgres 17 it is for RLS arms alone.
    const found = arms.some(
      (arm) =>
        arm.isolation === 'rls' &&
        arm.sibling !== undefined &&
        arm.repeats === undefined &&
        read.some((operation) => takesPart(arm, operation)),
    );
    return found ? undefined : 'an RLS arm on a sibling that takes part in a telling operation';
  },
  'refused-write': (scenario) =>
    insertsOf(scenario).length + updatesOf(scenario).length === 0
      ? 'a plain INSERT or an UPDATE with effect "write"'
      : missingArm(scenario),
  copy: (scenario) =>
    insertsOf(scenario).some(({ verify }) => verify !== undefined)
      ? missingArm(scenario)
      : 'a plain INSERT with effect "write" and a query in verify',
  'leak-matrix': () => undefined,
  hammer: (scenario) => {
    const hammered = hammeredArms(scenario);
    const found = hammered.length > 0 && hammered.every((arm) => hammeredOperation(scenario, arm));
    return found
      ? undefined
      : 'pooled RLS arms, each with an operation that has a tenantColumn and no draw';
  },
  clients: ({ load }) => (load?.clients ? undefined : 'load.clients'),
  burst: ({ load }) => (load?.burst ? undefined : 'load.burst'),
  'pool-size': ({ load }) => (load?.poolSizes ? undefined : 'load.poolSizes'),
};

function missingArm(scenario: Scenario): string | undefined {
  const isolation = (['where', 'rls'] as const).find((each) => !writeArm(scenario, each));
  return (
    isolation && `an arm of isolation "${isolation}" that takes part in all writes and repeats none`
  );
}
