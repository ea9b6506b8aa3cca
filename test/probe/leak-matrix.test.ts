import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { knownOf } from '../../bench/leak/known.js';
import {
  DIRECT_NEW,
  DIRECT_POOLED,
  SESSION,
  TRACKED,
  TRANSACTION,
} from '../../bench/leak/route.js';
import { LEAK_STATES } from '../../bench/leak/states/registry.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openPoolers } from '../../bench/pooler/open.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import { type LeakMatrixRequest, leakMatrix } from '../../bench/probe/leak-matrix.js';
import type { LeakResult } from '../../bench/result/load-parts.js';
import type { SkippedWork } from '../../bench/result/parts.js';
import { matrixTroubles } from '../../bench/run/matrix-troubles.js';
import { withClient } from '../../bench/target/connect.js';
import { createLogin } from '../../bench/target/roles.js';
import { startExistingPooler } from '../support/existing-pooler.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let poolers: PoolerSource;

beforeAll(async () => {
  database = await openTestDatabase();
  poolers = await openTestPoolers();
});
afterAll(() => database?.close());

interface Asked {
  readonly leaks: LeakResult[];
  readonly skipped: SkippedWork[];
  readonly request: LeakMatrixRequest;
}

function asked(
  cells: LeakMatrixRequest['profile']['cells'],
  source: PoolerSource | undefined,
): Asked {
  const leaks: LeakResult[] = [];
  const skipped: SkippedWork[] = [];
  const request: LeakMatrixRequest = {
    ...{ target: database.target, scenario: { name: 'leaks' }, profile: { cells } },
    ...{ poolers: source, signal: new AbortController().signal, onDoing: () => {} },
    onLeak: (leak) => leaks.push(leak),
    onSkip: (each) => skipped.push(each),
  };
  return { leaks, skipped, request };
}

const placeOf = ({ state, way, route }: LeakResult) => `${state} | ${way} | ${route}`;

async function rolesLeft(): Promise<unknown[]> {
  const { rows } = await withClient(database.admin, (client) =>
    client.query(
      `select rolname from pg_roles where starts_with(rolname, $1)
       union all select nspname from pg_namespace where starts_with(nspname, $1)`,
      [database.target.prefix],
    ),
  );
  return rows;
}

test('every place of the whole matrix is tested and agrees with what is known of it', async () => {
  const { leaks, skipped, request } = asked('all', poolers);
  await leakMatrix(request);
  expect(skipped).toEqual([]);
  expect(leaks.filter(({ observed }) => observed === 'not tested')).toEqual([]);
  expect(leaks.filter(({ agrees }) => agrees === false)).toEqual([]);
  expect(matrixTroubles(leaks)).toBeUndefined();
  expect(new Set(leaks.map(placeOf)).size).toBe(leaks.length);
  const unknown = leaks.filter(({ known }) => known === null).map(({ way }) => way);
  expect(new Set(unknown)).toEqual(
    new Set([
      'PREPARE, rolled back',
      'Parse under a name',
      'pg_advisory_xact_lock in a transaction',
      'DECLARE in a transaction',
    ]),
  );
  // Each kind of state that can leak was caught doing it where nothing keeps clients apart.
  const caught = leaks.filter(
    ({ route, observed }) => route === DIRECT_POOLED && observed === 'leaks',
  );
  const neverLeaks = 'temp table, ON COMMIT DROP';
  expect(new Set(caught.map(({ state }) => state))).toEqual(
    new Set(LEAK_STATES.map(({ name }) => name).filter((name) => name !== neverLeaks)),
  );
  const fresh = leaks.filter(({ route }) => route === DIRECT_NEW);
  expect(fresh.filter(({ observed }) => observed === 'leaks')).toEqual([]);
  // Both clients speak in each transcript, and B last.
  for (const { transcript } of leaks) expect(transcript.at(-1)).toMatch(/^B: .* → /);
  expect(await rolesLeft()).toEqual([]);
}, 30_000);

test('without PgBouncer the direct routes are asked, and each other is skipped with a reason', async () => {
  const { leaks, skipped, request } = asked('telling', undefined);
  await leakMatrix(request);
  expect(new Set(leaks.map(({ route }) => route))).toEqual(new Set([DIRECT_NEW, DIRECT_POOLED]));
  expect(new Set(leaks.map(({ state }) => state))).toEqual(new Set(['custom setting']));
  expect(skipped).toHaveLength(4);
  for (const { reason } of skipped) expect(reason).toMatch(/route pgbouncer-.*no PgBouncer/);
});

test('a difference from what is known is told, with what both clients sent', async () => {
  const { leaks, request } = asked('telling', poolers);
  const lie: typeof knownOf = (place) =>
    place.route === TRANSACTION && place.way === 'SET' ? 'does not leak' : knownOf(place);
  await leakMatrix(request, lie);
  const differing = leaks.filter(({ agrees }) => agrees === false);
  expect(differing.map(placeOf)).toEqual([`custom setting | SET | ${TRANSACTION}`]);
  expect(matrixTroubles(leaks)?.message).toMatch(/^A leak: custom setting, SET, pgbouncer-trans/);
  expect(differing[0]).toMatchObject({ observed: 'leaks', known: 'does not leak' });
  expect(differing[0]?.transcript).toContain("A: set app.current_tenant_id = 'left by A' → SET");
  expect(differing[0]?.transcript.at(-1)).toBe(
    "B: select current_setting('app.current_tenant_id', true) → 'left by A'",
  );
});

test('a leak that has to be seen and is not makes the matrix say that it is blind', async () => {
  const { leaks, request } = asked('telling', poolers);
  const rolledBack = 'set_config(.., false), rolled back';
  const lie: typeof knownOf = (place) => (place.way === rolledBack ? 'leaks' : knownOf(place));
  await leakMatrix(request, lie);
  expect(matrixTroubles(leaks)).toMatchObject({ exitCode: 1 });
  expect(matrixTroubles(leaks)?.message).toMatch(/^The leak matrix is blind to custom setting:/);
  const later = leaks.filter(({ route }) => route === TRANSACTION);
  expect(later.length).toBeGreaterThan(0);
  for (const { note } of later) expect(note).toMatch(/^blind: /);
  expect(await rolesLeft()).toEqual([]);
});

/** A pooler as a person has one, named by its URL with this login. */
async function openExisting(
  login: ConnectionSettings,
  guest: ConnectionSettings = login,
): Promise<PoolerSource> {
  const existing = await startExistingPooler(database.admin, guest);
  onTestFinished(() => existing.close());
  const { user, password } = login;
  const poolerUrl = `postgres://${user}:${password}@127.0.0.1:${existing.port}/${login.database}`;
  const found = await openPoolers({ poolerUrl }, () => {});
  if (!('open' in found)) throw new Error(found.why);
  onTestFinished(() => found.close());
  return found;
}

test('of a pooler that runs already only those routes are asked whose options it has', async () => {
  const { leaks, skipped, request } = asked('quick', await openExisting(database.admin));
  await leakMatrix(request);
  const pooled = leaks.filter(({ route }) => route.startsWith('pgbouncer'));
  expect(new Set(pooled.map(({ route }) => route))).toEqual(new Set([TRANSACTION]));
  expect(pooled.some(({ observed }) => observed === 'leaks')).toBe(true);
  expect(matrixTroubles(leaks)).toBeUndefined();
  expect(skipped.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/route pgbouncer-session could .* pools by transaction/),
    expect.stringMatching(/server_reset_query_always "1", and the pooler .* has "0"$/),
    expect.stringMatching(/track_extra_parameters ".*search_path", and .* has ""$/),
    expect.stringMatching(/max_prepared_statements "0", and the pooler .* has "200"$/),
  ]);
});

test('of a pooler that does not tell its options no route is asked', async () => {
  const guest = await withClient(database.admin, async (client) => {
    const user = `${database.target.prefix}_guest`;
    return { ...database.admin, user, password: await createLogin(client, user, '') };
  });
  const { leaks, skipped, request } = asked('telling', await openExisting(guest));
  await leakMatrix(request);
  expect(new Set(leaks.map(({ route }) => route))).toEqual(new Set([DIRECT_NEW, DIRECT_POOLED]));
  expect(skipped).toHaveLength(4);
  expect(skipped[0]?.reason).toMatch(/route pgbouncer-transaction could .* are not known$/);
  await withClient(database.admin, (client) => client.query(`drop role ${guest.user}`));
});

test('where B has another server connection than A, nothing is said to be tight', async () => {
  const twoEach: PoolerSource = {
    ...poolers,
    open: async (...args) => {
      const [one, other] = await Promise.all([poolers.open(...args), poolers.open(...args)]);
      let turn = 0;
      return {
        ...one,
        through: (login) => {
          // The port is read once a client: A goes one way and B the other.
          const ways = [one.through(login), other.through(login)] as const;
          return Object.defineProperty({ ...ways[0] }, 'port', {
            enumerable: true,
            get: () => ways[turn++ % 2]?.port,
          });
        },
        close: async () => {
          await Promise.all([one.close(), other.close()]);
        },
      };
    },
  };
  const { leaks, request } = asked('telling', twoEach);
  await leakMatrix(request);
  const pooled = leaks.filter(({ route }) => route.startsWith('pgbouncer'));
  expect(pooled.length).toBeGreaterThan(0);
  for (const { observed, note, agrees } of pooled) {
    expect({ observed, agrees }).toEqual({ observed: 'not tested', agrees: null });
    expect(note).toMatch(/^A was served by backend \d+ and B by \d+/);
  }
});

test('a pooler that is killed ends its own route, with the reason, and no other', async () => {
  const killed: PoolerSource = {
    ...poolers,
    open: async (server, logins, settings) => {
      const pooler = await poolers.open(server, logins, settings);
      let asks = 0;
      const reconnect = async () => {
        asks += 1;
        if (asks === 3 && settings.poolMode === 'session') process.kill(pooler.pid ?? 0, 'SIGKILL');
        await pooler.reconnect();
      };
      return { ...pooler, reconnect };
    },
  };
  const { leaks, request } = asked('telling', killed);
  await leakMatrix(request);
  const untested = leaks.filter(({ observed }) => observed === 'not tested');
  expect(new Set(untested.map(({ route }) => route))).toEqual(new Set([SESSION]));
  expect(leaks.filter(({ route }) => route === SESSION)).toHaveLength(untested.length + 2);
  for (const { note } of untested) {
    expect(note).toMatch(
      /^The route broke off at "custom setting, set_config\(\.\., false\), rolled/,
    );
  }
  const trouble = matrixTroubles(leaks);
  expect(trouble).toMatchObject({ exitCode: 1 });
  expect(trouble?.message).toContain(`could not ask ${untested.length} places of ${SESSION}. The`);
});

test('a server connection that an earlier place was asked on is not asked on again', async () => {
  const stale: PoolerSource = {
    ...poolers,
    open: async (...args) => ({ ...(await poolers.open(...args)), reconnect: async () => {} }),
  };
  const { leaks, request } = asked('telling', stale);
  await leakMatrix(request);
  const places = leaks.filter(({ route }) => route === TRACKED);
  expect(places.map(({ observed }) => observed)).toEqual([
    'leaks',
    ...places.slice(1).map(() => 'not tested'),
  ]);
});

test("on a server of somebody else's, a maker of roles suffices, and what takes a superuser is left untested", async () => {
  const user = `${database.target.prefix}_maker`;
  const login = await withClient(database.admin, async (client) => {
    const password = await createLogin(client, user, 'CREATEROLE');
    await client.query(`grant create on database ${database.admin.database} to ${user}`);
    return { ...database.admin, user, password };
  });
  const { leaks, request } = asked('quick', undefined);
  await leakMatrix({ ...request, target: { ...database.target, kind: 'url', admin: login } });
  const untested = leaks.filter(({ observed }) => observed === 'not tested');
  expect(new Set(untested.map(({ state }) => state))).toEqual(new Set(['session authorization']));
  expect(leaks.filter(({ agrees }) => agrees === false)).toEqual([]);
  expect(matrixTroubles(leaks)).toBeUndefined();
  expect(await rolesLeft()).toEqual([{ rolname: user }]);
});
