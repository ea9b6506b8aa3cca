import type { Arm, ClientKind, Route, StatementForm } from '../scenario/scenario.js';

/** Whether a way to carry the tenant carries it, on a route, by a client, in a form of statements. */
export interface Combination {
  /**
   * `works`: each exchange reads its own tenant's rows, and whoever has the connection next and sets
   * nothing reads none. `leaks`: somebody reads another tenant's rows. `does nothing`: no tenant is
   * set when the query runs. `cannot work`: it can't be sent so, or serves no more than one tenant.
   */
  readonly verdict: 'works' | 'leaks' | 'does nothing' | 'cannot work';
  /** The reason, one sentence. */
  readonly why: string;
}

interface Factors {
  readonly route: Route;
  readonly context: Arm['context'];
  readonly statement: StatementForm;
  readonly client: ClientKind;
}

/**
 * The verdict on one combination of factors. `test/context/combination.test.ts` runs every one of them
 * and holds this to what happens.
 */
export function combinationOf({
  route = 'direct-pooled',
  statement = 'named',
  context,
  client,
}: Pick<Arm, 'route' | 'context' | 'statement' | 'client'>): Combination {
  const factors = { route, context, statement, client };
  for (const [verdict, reasonOf] of VERDICTS) {
    const why = reasonOf(factors);
    if (why !== undefined) return { verdict, why };
  }
  return { verdict: 'works', why: whyItWorks(factors) };
}

const VERDICTS = [
  ['cannot work', whyItCannot],
  ['does nothing', whyItDoesNothing],
  ['leaks', whyItLeaks],
] as const;

function whyItCannot({ route, context, statement, client }: Factors): string | undefined {
  if (client === 'pg-pool' && route === 'direct-per-request') {
    return 'a pool is there to keep its connections, so there is none for each request';
  }
  if (context === 'one-message' && statement !== 'simple') {
    return 'only the simple protocol takes several statements in one message: statement has to be "simple"';
  }
  if (context !== 'startup-option' || route === 'direct-per-request') return undefined;
  return isThroughPooler(route)
    ? 'PgBouncer refuses startup options, or drops them where it is told to ignore them'
    : 'a connection that is kept has the one tenant it was made with, whoever uses it';
}

function whyItDoesNothing({ context, statement, client }: Factors): string | undefined {
  if (context === 'set-local-autocommit') {
    return 'SET LOCAL outside of a transaction sets nothing: Postgres warns, and goes on';
  }
  if (context === 'set-config-implicit' && client !== 'wire' && statement !== 'simple') {
    return '`pg` ends every statement with a Sync of its own, and what set_config has set ends with it';
  }
  return undefined;
}

/** A pipeline's statements too: PgBouncer may keep its server connection for them, if they come at once. */
function whyItLeaks({ route, context }: Factors): string | undefined {
  if (context === 'session-set' && route === 'pgbouncer-transaction') {
    return 'SET stays on a server connection that is given to another client for its next transaction';
  }
  if (context === 'session-set-reset' && route === 'pgbouncer-transaction') {
    return 'SET, query and RESET are transactions of their own, each on any server connection';
  }
  if (context === 'session-set' && route === 'direct-pooled') {
    return 'SET stays on the connection for the next request of the pool, should that set nothing';
  }
  return undefined;
}

function whyItWorks({ route, context, statement }: Factors): string {
  switch (context) {
    case 'none':
    case 'transaction':
      return 'the query itself names the tenant, or there is none to carry';
    case 'set-config-implicit':
    case 'one-message':
      return statement === 'simple'
        ? 'the statements of one simple message are one transaction, and the setting ends with it'
        : 'what is sent before one Sync is one transaction, and the setting ends with it';
    case 'startup-option':
      return 'the connection is made for one request of one tenant';
    case 'session-set':
    case 'session-set-reset':
      return whyASessionHasIt(route);
    case 'set-local-role':
      return 'the role is the tenant until the transaction ends';
    default:
      return 'the setting ends with its transaction, which stays on one server connection';
  }
}

/** Where a setting that outlives its transaction is nobody else's. */
function whyASessionHasIt(route: Route): string {
  if (route === 'direct-per-request') {
    return 'the setting ends with the connection, which is made for one request';
  }
  return route === 'pgbouncer-session'
    ? 'the server connection is one client’s alone, and reset (DISCARD ALL) before the next has it'
    : 'RESET is sent on the same connection, as it has to be after an error too';
}

function isThroughPooler(route: Route): boolean {
  return route === 'pgbouncer-transaction' || route === 'pgbouncer-session';
}
