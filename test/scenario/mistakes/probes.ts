import { both, type Mistake, put } from '../mistaken.js';

/** The sound scenario has one write: an UPDATE. */
const insert = (verify: boolean) =>
  both(
    put('operations.1.where', 'insert into invoices (tenant_id) values ($1) returning tenant_id'),
    put('operations.1.rls', 'insert into invoices (note) values (null) returning tenant_id'),
    ...(verify ? [] : [put('operations.1.verify', undefined)]),
  );

const noSiblings = both(
  put('siblings', undefined),
  put('drawFrom', undefined),
  put('arms.0.sibling', undefined),
  put('arms.1.sibling', undefined),
  put('arms.2.sibling', undefined),
  put('arms.3.sibling', undefined),
  put('arms.4', undefined),
  (scenario) => {
    scenario.arms = (scenario.arms as unknown[]).slice(0, 4);
    scenario.contrasts = (scenario.contrasts as unknown[]).slice(0, 2);
  },
);

const probes = (...names: string[]) => put('probes', names);

export const PROBES: readonly Mistake[] = [
  [
    'refused writes without a write',
    both(probes('refused-write'), (scenario) => {
      scenario.operations = (scenario.operations as unknown[]).slice(0, 1);
    }),
    'probes[0]',
    'expected a plain INSERT or an UPDATE with effect "write" for "refused-write", got none.',
  ],
  [
    'refused writes without a WHERE arm that writes',
    both(
      probes('refused-write'),
      put('arms.0.operations', ['point']),
      put('arms.1.operations', ['point']),
    ),
    'probes[0]',
    'expected an arm of isolation "where" that takes part in all writes',
  ],
  [
    'COPY without an INSERT',
    probes('index-cost', 'copy'),
    'probes[1]',
    'expected a plain INSERT with effect "write" and a query in verify for "copy", got none.',
  ],
  [
    'COPY of an INSERT that nobody reads again',
    both(probes('copy'), insert(false)),
    'probes[0]',
    'expected a plain INSERT with effect "write" and a query in verify',
  ],
  [
    'COPY without an RLS arm that writes',
    both(
      probes('copy'),
      insert(true),
      put('arms.2.operations', ['point']),
      put('arms.4.operations', ['point']),
    ),
    'probes[0]',
    'expected an arm of isolation "rls" that takes part in all writes',
  ],
  [
    'a hammer without an arm behind a pooler',
    probes('hammer'),
    'probes[0]',
    'expected pooled RLS arms, each with an operation that has a tenantColumn and no draw for "hammer", got none.',
  ],
  [
    'the cost of indexes without a sibling',
    both(noSiblings, probes('index-cost')),
    'probes[0]',
    'expected a sibling for "index-cost", got none.',
  ],
  [
    'cold reads without a sibling',
    both(noSiblings, probes('cold-reads')),
    'probes[0]',
    'expected an RLS arm on a sibling that takes part in a telling operation for "cold-reads", got none.',
  ],
  [
    'fewer exchanges than clients to make them',
    put('load', {
      passes: { telling: 1, quick: 1, all: 1 },
      poolSize: 2,
      clients: {
        counts: { telling: [1], quick: [10, 1000], all: [1000] },
        exchanges: { telling: 1, quick: 999, all: 1000 },
        ratePerSecond: 10,
        seconds: { telling: 1, quick: 1, all: 1 },
      },
    }),
    'load.clients.exchanges.quick',
    'expected one or more for each of 1000 clients, got 999.',
  ],
];
