import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { EnvironmentError } from '../../bench/errors.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { ConnectionSettings, Session } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import type { Pooler, PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import { explainPoolerTrouble } from '../../bench/pooler/trouble.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { openTestPooler, openTestPoolers, POOLER_SETTINGS } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Whatever happens to a PgBouncer: a failure, never a fast answer, and a sentence that says what. */

const NAME = 'PgBouncer 1.24.1';

let database: TestDatabase;
let source: PoolerSource;
beforeAll(async () => {
  database = await openTestDatabase();
  source = await openTestPoolers();
});
afterAll(() => database.close());

const open = (change?: Partial<PoolerSettings>) => openTestPooler(source, database, change);

async function openSession(pooler: Pooler): Promise<Session> {
  const session = await openWireSession(pooler.through(database.admin), { decodeEvery: 0 });
  onTestFinished(() => session.close());
  const exchange = CONTEXT_STRATEGIES['set-config'].exchange({
    ...{ name: 'one', text: 'select 1 as one', values: [], tenantId: '7' },
  });
  await session.prepare([{ exchange, expectedRows: 1, tenantId: '7' }]);
  return session;
}

/** What a failed login or query says, in our words. */
async function troubleOf(work: Promise<unknown>): Promise<EnvironmentError | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  return error === undefined ? undefined : explainPoolerTrouble(error, NAME);
}

function kill(pooler: Pooler, signal: NodeJS.Signals): void {
  if (pooler.pid === null) throw new Error('expected a process of our own');
  process.kill(pooler.pid, signal);
}

test.each(['SIGKILL', 'SIGQUIT'] as const)('%s while in use', async (signal) => {
  const pooler = await open();
  const session = await openSession(pooler);
  expect(await runOnce(session, 0)).toBeUndefined();
  kill(pooler, signal);
  const failure = await runOnce(session, 0);
  // QUIT is answered with a last word where there is time for one.
  expect(failure).toMatchObject({ kind: expect.stringMatching(/connection|server-error/) });
  const sentence = explainPoolerTrouble(failure ?? { message: '' }, NAME);
  expect(sentence?.message).toMatch(
    /^PgBouncer 1.24.1 (is gone|was shut down|lost its connection)/,
  );
  await expect(pooler.show('POOLS')).rejects.toThrow(EnvironmentError);
  await expect(pooler.show('POOLS')).rejects.toThrow(/is gone/);
  await expect.poll(() => pooler.readCpuNs()).toBeNull();
});

test('restarted: sessions of before fail, those of after work', async () => {
  const before = await open();
  const session = await openSession(before);
  kill(before, 'SIGKILL');
  const after = await open();
  expect(await runOnce(session, 0)).toMatchObject({ kind: 'connection' });
  expect(await runOnce(await openSession(after), 0)).toBeUndefined();
});

test('out of max_client_conn: the client too many is refused, the others go on', async () => {
  const pooler = await open({ maxClients: 2 });
  const sessions = [await openSession(pooler), await openSession(pooler)];
  const trouble = await troubleOf(openSession(pooler));
  expect(trouble?.message).toContain('all the client connections it allows are taken');
  expect(trouble?.nextStep).toContain('max_client_conn');
  for (const session of sessions) expect(await runOnce(session, 0)).toBeUndefined();
  expect(await pooler.show('POOLS')).not.toHaveLength(0);
});

test('a wrong password is told, and not repeated', async () => {
  const pooler = await open();
  const login = { ...pooler.through(database.admin), password: 'not-the-password' };
  const trouble = await troubleOf(connect(login));
  expect(trouble?.message).toContain('the password is wrong');
  expect(trouble?.message).not.toContain(login.password);
});

test('a server that refuses PgBouncer: its reason comes through', async () => {
  const stranger: ConnectionSettings = { ...database.admin, user: 'rlsbench_nobody' };
  const pooler = await source.open(database.admin, [stranger], POOLER_SETTINGS);
  onTestFinished(() => pooler.close());
  const trouble = await troubleOf(connect(pooler.through(stranger)));
  expect(trouble?.message).toMatch(/refused the login|can not log in/);
});

test('a server connection that is taken away is an error of the exchange', async () => {
  const pooler = await open({ poolSize: 1 });
  const session = await openSession(pooler);
  await runOnce(session, 0);
  const client = await connect(pooler.through(database.admin));
  onTestFinished(() => client.end());
  await client.query('begin');
  const [pid] = await pooler.serverPids();
  const asleep = client.query('select pg_sleep(60)');
  const trouble = troubleOf(asleep);
  await withClient(database.admin, (admin) =>
    admin.query('select pg_terminate_backend($1)', [pid]),
  );
  expect((await trouble)?.message).toMatch(/is gone|lost its connection/);
  expect(await runOnce(session, 0)).toBeUndefined();
});

test('startup options are refused by it, so they are left out of what goes through', async () => {
  const pooler = await open();
  const login = { ...database.admin, options: '-c app.tenant=7' };
  expect(pooler.through(login)).not.toHaveProperty('options');
  const refused = await troubleOf(connect({ ...pooler.through(login), options: login.options }));
  expect(refused?.message).toContain('refused a startup parameter');
});

test('a PgBouncer that can not start says why', async () => {
  const logins = [database.admin];
  const unknown = { ...POOLER_SETTINGS, trackExtraParameters: ['two words', ''] };
  const tooMany = { ...POOLER_SETTINGS, maxClients: 1e9 };
  await expect(source.open(database.admin, logins, tooMany)).rejects.toThrow(/open files/);
  const broken = source.open({ host: 'a\nb', port: 1 }, logins, unknown);
  await expect(broken).rejects.toThrow(
    /^PgBouncer 1\.\d+\.\d+ did not start: .*(load|syntax|config)/,
  );
});

test('an error of a query itself is none of the pooler', () => {
  const error = new pg.DatabaseError('permission denied for table notes', 0, 'error');
  error.code = '42501';
  expect(explainPoolerTrouble(error, NAME)).toBeUndefined();
});

test.each([
  ['query_wait_timeout', '08P01', /longer than its query_wait_timeout/],
  ['timeout expired', undefined, /did not let a client in/],
  ['client_login_timeout (server down)', '08P01', /took too long to log in/],
  ['no such database: shop', '08P01', /knows no such database/],
  ['prepared statement "read" does not exist', '26000', /does not know it/],
  ['prepared statement "read" already exists', '42P05', /does not know it/],
  [
    'server login has been failing, cached error: sorry, too many clients already (server_login_retry)',
    '08P01',
    /can not log in to Postgres.*too many clients/,
  ],
  ['admin forced disconnect', '08P01', /told to drop its clients/],
  [
    'client connections exceeded (max_user_client_connections)',
    '08P01',
    /all the client connections/,
  ],
])('%s', (message, code, what) => {
  const trouble = explainPoolerTrouble({ message, code }, NAME);
  expect(trouble?.message).toMatch(what);
  expect(trouble?.nextStep).toMatch(/\.$/);
});
