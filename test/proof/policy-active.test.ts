import { escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import { attemptOn, failedProofs, openSmallBase, type SmallBase } from './attempt.js';

let base: SmallBase;

beforeAll(async () => {
  base = await openSmallBase();
});
afterAll(() => base.close());

const attempt = (lie: string) => attemptOn(base, lie);

test('the RLS role owns a table', async () => {
  const told = await attempt(`alter table lines owner to ${escapeIdentifier(base.roles.rls.user)}`);
  expect(failedProofs(told)).toContain('policy is active');
  expect(told.failed[0]?.detail).toContain('it owns lines');
});

test('the WHERE role may write', async () => {
  const told = await attempt(`grant update on lines to ${escapeIdentifier(base.roles.where.user)}`);
  expect(failedProofs(told)).toEqual(['policy is active']);
  expect(told.failed.map(({ arm }) => arm)).toEqual(['where', 'where-again', 'where-begin']);
  expect(told.failed[0]?.detail).toContain('it may UPDATE on lines');
});

test.each([
  [
    'may read another table',
    'create table other (n int); grant select on other to',
    'it may SELECT on other',
  ],
  [
    'may read a view of a table it was given',
    'create view of_all as select * from invoices; grant select on of_all to',
    'it may SELECT on of_all',
  ],
  ['may write a column', 'grant update (quantity) on lines to', 'it may UPDATE columns of lines'],
  [
    'may read a column of another table',
    'create table other (n int); grant select (n) on other to',
    'it may SELECT columns of other',
  ],
  [
    'may advance a sequence',
    'create sequence ids; grant usage on sequence ids to',
    'it may USAGE on ids',
  ],
  [
    'may create in its schema',
    'grant create on schema public to',
    'it may CREATE in schema public',
  ],
])('the WHERE role %s', async (_, grant, detail) => {
  const told = await attempt(`${grant} ${escapeIdentifier(base.roles.where.user)}`);
  expect(failedProofs(told)).toEqual(['policy is active']);
  expect(told.failed[0]?.detail).toContain(detail);
});

test('the WHERE role may create schemas, or vacuum (from Postgres 17 on)', async () => {
  const where = escapeIdentifier(base.roles.where.user);
  const told = await attempt(`do $$ begin
    execute format('grant create on database %I to ${where}', current_database());
    if current_setting('server_version_num')::int >= 170000 then
      execute 'grant maintain on lines to ${where}';
    end if; end $$`);
  expect(told.failed[0]?.detail).toContain('it may CREATE in database');
  const version = (await base.target.facts()).serverVersionNum;
  expect(told.failed[0]?.detail.includes('MAINTAIN on lines')).toBe(version >= 170_000);
});

describe('of a role of the whole server', () => {
  const withAttribute = async (set: string, unset: string) => {
    const asAdmin = (sql: string) => withClient(base.admin, (client) => client.query(sql));
    await asAdmin(set);
    try {
      return await attempt('select 1');
    } finally {
      await asAdmin(unset);
    }
  };
  const roleOf = (isolation: 'rls' | 'where') => escapeIdentifier(base.roles[isolation].user);

  test('the RLS role has BYPASSRLS', async () => {
    const rls = roleOf('rls');
    const told = await withAttribute(
      `alter role ${rls} bypassrls`,
      `alter role ${rls} nobypassrls`,
    );
    expect(told.failed[0]).toMatchObject({ proof: 'policy is active', arm: 'rls' });
    expect(told.failed[0]?.detail).toContain('it is BYPASSRLS');
    expect(failedProofs(told)).toContain('no foreign rows');
  });

  test('the RLS role is superuser', async () => {
    const rls = roleOf('rls');
    const told = await withAttribute(
      `alter role ${rls} superuser`,
      `alter role ${rls} nosuperuser`,
    );
    expect(told.failed[0]?.detail).toContain('it is superuser');
  });

  test('the RLS role may become a role with BYPASSRLS', async () => {
    const [rls, where] = [roleOf('rls'), roleOf('where')];
    const told = await withAttribute(`grant ${where} to ${rls}`, `revoke ${where} from ${rls}`);
    expect(failedProofs(told)).toEqual(['policy is active']);
    expect(told.failed[0]?.detail).toContain(
      `it is a member of ${base.roles.where.user}, which is BYPASSRLS`,
    );
  });

  test('the WHERE role is bound by the policies', async () => {
    const where = roleOf('where');
    const told = await withAttribute(
      `alter role ${where} nobypassrls`,
      `alter role ${where} bypassrls`,
    );
    expect(told.failed[0]).toMatchObject({ proof: 'policy is active', arm: 'where' });
    expect(told.failed[0]?.detail).toContain("row_security_active('invoices') is true");
    expect(failedProofs(told)).toContain('equal work');
  });

  test('the WHERE role has a group', async () => {
    const where = roleOf('where');
    const told = await withAttribute(
      `grant pg_write_all_data to ${where}`,
      `revoke pg_write_all_data from ${where}`,
    );
    expect(told.failed[0]?.detail).toContain('it is a member of pg_write_all_data');
  });
});
