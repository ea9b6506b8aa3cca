import { randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Combination, combinationOf } from '../../bench/context/combination.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { TENANT_SETTING } from '../../bench/context/statements.js';
import { TOKEN_SECRET, TOKEN_SETTING } from '../../bench/context/token.js';
import { openClient, openSession } from '../../bench/load/open.js';
import { runOnce } from '../../bench/load/run-once.js';
import type {
  ConnectionSettings,
  ExchangeFailure,
  Session,
  Work,
} from '../../bench/load/session.js';
import type { Pooler } from '../../bench/pooler/pooler.js';
import {
  type Arm,
  type ClientKind,
  type ContextName,
  ROUTES,
  type Route,
  type StatementForm,
} from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { scramVerifier } from '../../bench/target/scram.js';
import { startHesitantProxy, type TestProxy } from '../load/proxy.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Every combination is run against a real Postgres and a real PgBouncer: what happens is the verdict. */

const CONTEXTS = Object.keys(CONTEXT_STRATEGIES) as ContextName[];
const CLIENTS: ClientKind[] = ['wire', 'pg', 'pg-pipeline', 'pg-pool'];
const FORMS: StatementForm[] = ['simple', 'unnamed', 'named'];
const TENANTS = ['1', '2'];
const ROWS = 3;

type Levels = Required<Pick<Arm, 'route' | 'context' | 'statement' | 'client'>>;

let database: TestDatabase;
let login: ConnectionSettings;
const poolers = new Map<Route, Pooler>();
const hesitantProxies = new Map<Route, TestProxy>();
const source = await openTestPoolers();

beforeAll(async () => {
  database = await openTestDatabase();
  const user = `${database.target.prefix}_reader`;
  const password = randomBytes(12).toString('hex');
  login = { ...database.admin, user, password };
  const role = escapeIdentifier(user);
  const tenantBy = {
    by_setting: `nullif(current_setting('${TENANT_SETTING}', true), '')::int`,
    by_role: "substring(current_user from '_t(\\d)$')::int",
    by_token: 'verified_tenant()',
  };
  await withClient(database.admin, async (admin) => {
    const verifier = escapeLiteral(scramVerifier(password));
    await admin.query(`create role ${role} login password ${verifier}`);
    for (const tenant of TENANTS) {
      await admin.query(`create role ${roleOf(tenant)}; grant ${roleOf(tenant)} to ${role}`);
    }
    await admin.query(`create extension pgcrypto;
      create function verified_tenant() returns int language sql stable security definer as $$
        select split_part(token, '.', 1)::int from current_setting('${TOKEN_SETTING}', true) token
        where encode(hmac(split_part(token, '.', 1), '${TOKEN_SECRET}', 'sha256'), 'hex')
              = split_part(token, '.', 2) $$`);
    for (const [table, tenant] of Object.entries({ plain: 'tenant_id', ...tenantBy })) {
      await admin.query(`create table ${table} as
          select n as id, 1 + n % ${TENANTS.length} as tenant_id
          from generate_series(1, ${ROWS * TENANTS.length}) n;
        alter table ${table} enable row level security;
        create policy own on ${table} using (tenant_id = ${tenant});
        grant select on ${table} to ${role}, ${TENANTS.map(roleOf).join(', ')}`);
    }
  });
  for (const poolMode of ['transaction', 'session'] as const) {
    // One server connection is shared by everybody; a session has one of its own.
    const poolSize = poolMode === 'transaction' ? 1 : 2;
    const settings = { poolMode, poolSize, maxClients: 20, maxPreparedStatements: 200 };
    const pooler = await source.open(login, [login], settings);
    poolers.set(`pgbouncer-${poolMode}`, pooler);
    const proxy = await startHesitantProxy(pooler.through(login));
    hesitantProxies.set(`pgbouncer-${poolMode}`, proxy);
  }
});

afterAll(async () => {
  for (const each of [...hesitantProxies.values(), ...poolers.values()]) await each.close();
  await database.close();
});

function roleOf(tenant: string): string {
  return escapeIdentifier(`${database.target.prefix}_t${tenant}`);
}

/** A read of all that the tenant may see; without policies only its own where it names itself. */
function workOf(context: ContextName, tenantId: string): Work {
  const strategy = CONTEXT_STRATEGIES[context];
  const exchange = strategy.exchange({
    name: `read_${context}`,
    text:
      context === 'none' || context === 'transaction'
        ? 'select id, tenant_id from plain where tenant_id = $1 order by id'
        : `select id, tenant_id from ${tableOf(context)} where id > $1 order by id`,
    values: [context === 'none' || context === 'transaction' ? tenantId : '0'],
    tenantId,
    tenantRole: `${database.target.prefix}_t${tenantId}`,
  });
  const startupOptions = strategy.startupOptions?.(tenantId);
  return {
    ...{ exchange, expectedRows: ROWS, tenantColumn: 'tenant_id', tenantId },
    ...(startupOptions === undefined ? {} : { startupOptions }),
  };
}

function tableOf(context: ContextName): string {
  if (context === 'set-local-role') return 'by_role';
  return context === 'signed-token' ? 'by_token' : 'by_setting';
}

/** A read by somebody who has set nothing, and so has to see nothing. */
function bystanderOf(context: ContextName): Work {
  const text = `select id, tenant_id from ${tableOf(context)} where id >= $1 order by id`;
  const exchange = [
    [{ part: 'query', name: `bystander_${context}`, text, values: ['0'] } as const],
  ];
  return { exchange, expectedRows: 0, tenantColumn: 'tenant_id', tenantId: '' };
}

/** Two clients at once, each reading for both tenants in turn, and somebody who comes after them. */
async function observe(levels: Levels): Promise<Combination['verdict']> {
  const arm = { ...levels, planCacheMode: 'auto' } as const;
  const settings = settingsOf(levels);
  // A pool's connection has to serve both sessions in turn, and PgBouncer's both of the pool.
  const size = levels.route === 'direct-pooled' ? 1 : 2;
  const open = () => openSession(arm, settings, { decodeEvery: 1, pool: { owner: arm, size } });
  const work = TENANTS.map((tenant) => workOf(levels.context, tenant));
  const items = [...work, bystanderOf(levels.context)];
  const isKept = levels.route !== 'direct-per-request';
  // A session's, of both tenants in turn; more where it is for the two to get into each other's way.
  const exchanges = isKept && levels.context.startsWith('session-set') ? 6 : TENANTS.length;
  const failures: ExchangeFailure[] = [];
  const sessions: Session[] = [];
  try {
    for (let count = 0; count < 2; count += 1) {
      const session = await open();
      sessions.push(session);
      await session.prepare(items);
    }
    await Promise.all(
      sessions.map(async (session, client) => {
        for (let count = 0; count < exchanges; count += 1) {
          const failure = await runOnce(session, (client + count) % TENANTS.length);
          if (failure) failures.push(failure);
        }
      }),
    );
    const verdict = verdictOf(failures, 2 * exchanges);
    if (verdict !== 'works') return verdict;
    return (await bystanderSees(levels, sessions, open, items)) ? 'leaks' : 'works';
  } finally {
    for (const session of sessions) await session.close();
    if (levels.route === 'pgbouncer-transaction') await poolers.get(levels.route)?.reconnect();
  }
}

/**
 * PgBouncer keeps a server connection for what of a pipeline it has read at once, which would hide
 * that the statements are transactions of their own: so those come one by one, as over a network.
 */
function settingsOf({ route, context, client }: Levels): ConnectionSettings {
  if (client === 'pg-pipeline' && context === 'session-set-reset') {
    const hesitant = hesitantProxies.get(route);
    if (hesitant) return hesitant.settings;
  }
  return poolers.get(route)?.through(login) ?? login;
}

function verdictOf(
  failures: readonly ExchangeFailure[],
  exchanges: number,
): Combination['verdict'] {
  if (failures.some(({ kind }) => kind === 'foreign-row')) return 'leaks';
  const isEmpty = ({ message }: ExchangeFailure) => message.startsWith('The query returned 0 rows');
  if (failures.length === exchanges && failures.every(isEmpty)) return 'does nothing';
  if (failures.length === 0) return 'works';
  throw new Error(`No verdict: ${JSON.stringify(failures)}`);
}

/** Who has the connection next: the same client, or where it is the client's alone the next client. */
async function bystanderSees(
  { route }: Levels,
  sessions: Session[],
  open: () => Promise<Session>,
  items: readonly Work[],
): Promise<boolean> {
  if (route === 'pgbouncer-session') {
    for (const session of sessions.splice(0)) await session.close();
    sessions.push(await open());
    await sessions[0]?.prepare(items);
  }
  for (const session of route === 'direct-pooled' ? sessions : sessions.slice(0, 1)) {
    const failure = await runOnce(session, TENANTS.length);
    if (failure) {
      expect(failure.kind).toBe('wrong-row-count');
      return true;
    }
  }
  return false;
}

describe.each(ROUTES)('%s', (route) => {
  describe.each(CLIENTS)('%s', (client) => {
    test.each(FORMS)('%s', async (statement) => {
      const levels = CONTEXTS.map((context) => ({ route, context, statement, client }));
      const possible = levels.filter((each) => combinationOf(each).verdict !== 'cannot work');
      const said: Record<string, string> = {};
      const seen: Record<string, string> = {};
      for (const each of possible) {
        said[each.context] = combinationOf(each).verdict;
        seen[each.context] = await observe(each);
      }
      expect(seen).toEqual(said);
    });
  });
});

describe('what cannot work', () => {
  const impossible = ROUTES.flatMap((route) =>
    CONTEXTS.flatMap((context) =>
      CLIENTS.flatMap((client) =>
        FORMS.map((statement) => ({ route, context, client, statement })).filter(
          (each) => combinationOf(each).verdict === 'cannot work',
        ),
      ),
    ),
  );

  test('is a contradiction in terms, or the tenant as an option of a kept connection', () => {
    for (const { route, context, client, statement } of impossible) {
      const contradiction =
        (client === 'pg-pool' && route === 'direct-per-request') ||
        (context === 'one-message' && statement !== 'simple');
      expect(contradiction || context === 'startup-option').toBe(true);
      if (!contradiction) expect(route).not.toBe('direct-per-request');
    }
  });

  test.each(CLIENTS)(
    '%s: a kept connection reads as the tenant it was made with',
    async (client) => {
      const [own, other] = TENANTS.map((tenant) => workOf('startup-option', tenant)) as [
        Work,
        Work,
      ];
      const settings = { ...login, options: own.startupOptions as string };
      const session = await openClient(client, settings, { decodeEvery: 1 });
      await session.prepare([own, other]);
      expect(await runOnce(session, 0)).toBeUndefined();
      expect(await runOnce(session, 1)).toMatchObject({ kind: 'foreign-row' });
      await session.close();
    },
  );

  test.each(['pgbouncer-transaction', 'pgbouncer-session'] as const)(
    '%s refuses startup options',
    async (route) => {
      const settings = { ...poolers.get(route)?.through(login), options: '-c app.tenant=1' };
      const opening = openClient('wire', settings as ConnectionSettings, { decodeEvery: 0 });
      await expect(opening).rejects.toThrow('unsupported startup parameter');
    },
  );
});
