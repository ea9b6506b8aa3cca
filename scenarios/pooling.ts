import { defineScenario } from '../bench/scenario/define.js';
import type {
  Arm,
  ClientKind,
  ContextName,
  Contrast,
  Factors,
  Route,
  Sibling,
  StatementForm,
} from '../bench/scenario/scenario.js';
import { ROLE_POLICIES, TOKEN_POLICIES } from '../schemas/invoices/context-policies.js';
import { latest, point } from '../schemas/invoices/operations.js';

/**
 * What does each way to carry the tenant cost, on each kind of connection? On every route the same
 * ladder: the statement alone, in a transaction, with a context, under the policy; beside it the other
 * ways to carry a tenant, forms of a statement and clients. Ways that leak or cannot work on a route
 * have no arm here: `bench/context/combination.ts` says which and why, and the scenario `leaks` shows it.
 */

const siblings: Sibling[] = [
  { name: 'setting', title: 'policies read a setting' },
  { name: 'token', title: 'policies verify a signed token', setup: TOKEN_POLICIES },
  { name: 'role', title: 'policies read the current role', setup: ROLE_POLICIES },
];

interface RouteWords {
  readonly route: Route;
  /** Begins the names of its arms. */
  readonly short: string;
  readonly title: string;
}

const DIRECT: RouteWords = { route: 'direct-pooled', short: 'direct', title: 'direct' };
const TRANSACTION: RouteWords = {
  ...{ route: 'pgbouncer-transaction', short: 'tx', title: 'PgBouncer, transaction mode' },
};
const SESSION: RouteWords = {
  ...{ route: 'pgbouncer-session', short: 'session', title: 'PgBouncer, session mode' },
};
const PER_REQUEST: RouteWords = {
  ...{ route: 'direct-per-request', short: 'request', title: 'a connection a request' },
};

function arm(
  { route, short, title }: RouteWords,
  name: string,
  words: string,
  levels: Pick<Factors, 'isolation' | 'context'> & {
    readonly client?: ClientKind;
    readonly statement?: StatementForm;
    readonly sibling?: string;
    readonly repeats?: string;
  },
): Arm {
  return {
    name: `${short}-${name}`,
    title: `${words}, ${title}`,
    ...{ route, client: 'wire', planCacheMode: planOf(levels.statement), sibling: 'setting' },
    ...levels,
  };
}

/**
 * A statement that is kept keeps its plan. Left to choose, a WHERE with a parameter may plan anew each
 * time where a policy's query, which has none, is planned once: that is a step of its own (see
 * `where-vs-rls`) and none of these.
 */
function planOf(statement: StatementForm = 'named'): Arm['planCacheMode'] {
  return statement === 'named' ? 'force_generic_plan' : 'auto';
}

/** One thing more on each rung; the last is what an application with RLS sends. */
function ladder(on: RouteWords): Arm[] {
  return [
    arm(on, 'where', 'WHERE alone', { isolation: 'where', context: 'none' }),
    arm(on, 'where-again', 'WHERE alone, again (A/A)', {
      ...{ isolation: 'where', context: 'none', repeats: `${on.short}-where` },
    }),
    arm(on, 'where-begin', 'WHERE in a transaction', {
      ...{ isolation: 'where', context: 'transaction' },
    }),
    arm(on, 'where-context', 'WHERE, transaction and set_config', {
      ...{ isolation: 'where', context: 'set-config' },
    }),
    rls(on, 'context', 'RLS, transaction and set_config', 'set-config'),
  ];
}

function rls(
  on: RouteWords,
  name: string,
  words: string,
  context: ContextName,
  more: Partial<Parameters<typeof arm>[3]> = {},
): Arm {
  return arm(on, `rls-${name}`, words, { isolation: 'rls', context, ...more });
}

/** The other ways that work on a kept connection, directly or through either mode of PgBouncer. */
function contexts(on: RouteWords): Arm[] {
  return [
    rls(on, 'set-local', 'RLS, SET LOCAL', 'set-local'),
    rls(on, 'pipelined', 'RLS, one round trip', 'set-config-pipelined'),
    rls(on, 'implicit', 'RLS, one round trip without BEGIN', 'set-config-implicit'),
    rls(on, 'message', 'RLS, one simple message', 'one-message', { statement: 'simple' }),
    rls(on, 'role', 'RLS, SET LOCAL ROLE', 'set-local-role', { sibling: 'role' }),
    rls(on, 'token', 'RLS, signed token', 'signed-token', { sibling: 'token' }),
  ];
}

/** Where a connection is one client's for as long as it likes: a setting may last beyond a transaction. */
function sessionContexts(on: RouteWords): Arm[] {
  return [rls(on, 'session-set', 'RLS, SET and RESET', 'session-set-reset')];
}

function statementForms(on: RouteWords): Arm[] {
  return [
    arm(on, 'where-unnamed', 'WHERE alone, unnamed', {
      ...{ isolation: 'where', context: 'none', statement: 'unnamed' },
    }),
    arm(on, 'where-simple', 'WHERE alone, simple protocol', {
      ...{ isolation: 'where', context: 'none', statement: 'simple' },
    }),
  ];
}

function clients(on: RouteWords): Arm[] {
  return [
    arm(on, 'pg-where', 'pg client: WHERE alone', {
      ...{ isolation: 'where', context: 'none', client: 'pg' },
    }),
    rls(on, 'pg', 'pg client: RLS, sequential awaits', 'set-config', { client: 'pg' }),
    rls(on, 'pg-pipeline', 'pg client: RLS, pipeline', 'set-config', { client: 'pg-pipeline' }),
  ];
}

/** A connection that serves one request prepares nothing. */
const once = { statement: 'unnamed' } as const;

/** Only the ladder and one round trip are asked for a page of invoices too: what `start` measures. */
function onlyPoint(each: Arm): Arm {
  const isOneTrip = LADDER.some(({ short }) => each.name === `${short}-rls-pipelined`);
  return isOneTrip ? each : { ...each, operations: ['point'] };
}

const beside: Arm[] = [
  ...[DIRECT, TRANSACTION].flatMap((on) => [
    ...contexts(on),
    ...statementForms(on),
    ...clients(on),
  ]),
  ...sessionContexts(DIRECT),
  // What a connection a request is compared with: it is sent so there.
  rls(DIRECT, 'pipelined-unnamed', 'RLS, one round trip, unnamed', 'set-config-pipelined', once),
  rls(DIRECT, 'pg-pool', 'pg.Pool: RLS, sequential awaits', 'set-config', { client: 'pg-pool' }),
  arm(SESSION, 'where', 'WHERE alone', { isolation: 'where', context: 'none' }),
  rls(SESSION, 'context', 'RLS, transaction and set_config', 'set-config'),
  rls(SESSION, 'pipelined', 'RLS, one round trip', 'set-config-pipelined'),
  ...sessionContexts(SESSION),
  arm(PER_REQUEST, 'where', 'WHERE alone', { isolation: 'where', context: 'none', ...once }),
  rls(PER_REQUEST, 'pipelined', 'RLS, one round trip', 'set-config-pipelined', once),
  rls(PER_REQUEST, 'startup', 'RLS, tenant as startup option', 'startup-option', once),
];

const LADDER = [DIRECT, TRANSACTION];

const arms: Arm[] = [...LADDER.flatMap(ladder), ...beside.map(onlyPoint)];

/** What two arms on different routes have alike, so that the route is what their contrast is about. */
const SENT = ['isolation', 'context', 'statement', 'client', 'sibling'] as const;

const contrasts: Contrast[] = [
  ...LADDER.flatMap((on) => ladderContrasts(on)),
  ...arms.filter(isBesideLadder).map(overLadder),
  ...arms.flatMap(overDirect),
];

function ladderContrasts({ short, title }: RouteWords): Contrast[] {
  const step = (name: string, words: string, treatment: string, baseline: string): Contrast => ({
    ...{ name: `${short}-${name}`, title: `${words}, ${title}`, kind: 'step' },
    ...{ treatment: `${short}-${treatment}`, baseline: `${short}-${baseline}` },
  });
  return [
    { ...step('a-a', 'the same work twice', 'where-again', 'where'), kind: 'aa' },
    step('begin', 'BEGIN and COMMIT', 'where-begin', 'where'),
    step('set', 'one more round trip for the context', 'where-context', 'where-begin'),
    step('policy', 'the policy itself', 'rls-context', 'where-context'),
    { ...step('total', 'all of it', 'rls-context', 'where'), kind: 'total' },
  ];
}

function isBesideLadder({ name, repeats }: Arm): boolean {
  const isRung =
    /-(where|where-begin|where-context|rls-context)$/.test(name) &&
    LADDER.some(({ short }) => name.startsWith(`${short}-`));
  const isAlone = /^[a-z]+-where$/.test(name);
  return repeats === undefined && !isRung && !isAlone;
}

/** What it takes over the statement alone, as the same client sends it on the same route. */
function overLadder({ name, title, route, client }: Arm): Contrast {
  const short = name.split('-')[0];
  const alone =
    client === 'wire' || name.endsWith('pg-where') ? `${short}-where` : `${short}-pg-where`;
  return {
    ...{ name: `over-alone-${name}`, title: `${title}: over the statement alone`, kind: 'level' },
    ...{ treatment: name, baseline: route === undefined ? 'direct-where' : alone },
  };
}

/** The same messages on another route than the direct one: named or unnamed there as here. */
function overDirect(arm: Arm): Contrast[] {
  const { name, title, route, repeats } = arm;
  const twin = arms.find(
    (other) =>
      other.route === DIRECT.route &&
      other.repeats === undefined &&
      SENT.every((factor) => other[factor] === arm[factor]),
  );
  if (route === DIRECT.route || repeats !== undefined || !twin) return [];
  return [
    {
      ...{ name: `route-${name}`, title: `${title}: over direct`, kind: 'level' },
      ...{ treatment: name, baseline: twin.name },
    },
  ];
}

export default defineScenario({
  name: 'pooling',
  question: 'What does each way to carry the tenant cost, directly and through PgBouncer?',
  dataset: 'invoices',
  operations: [
    {
      ...point,
      expect: [{ uses: 'tenant_id, invoice_id', maxRowsRemoved: 0, maxBuffers: 5 }],
    },
    {
      ...latest,
      expect: [
        { tenants: ['whale', 'median'], uses: 'tenant_id, created_at desc, invoice_id desc' },
      ],
    },
  ],
  arms,
  contrasts,
  telling: ['latest'],
  tellingTenants: ['whale'],
  timed: ['point', 'latest'],
  timedTenants: ['whale'],
  // Load of many clients is the question of the scenario `clients`.
  concurrent: [],
  siblings,
  drawFrom: 'setting',
  sample: true,
  loadShare: 0.2,
});
