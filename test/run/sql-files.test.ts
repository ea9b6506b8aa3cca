import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { splitSql } from '../../bench/gate/sides/split-sql.js';
import { runSqlFiles } from '../../bench/run/sql-files.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  [database, other] = await Promise.all([openTestDatabase(), openTestDatabase()]);
});
afterAll(async () => {
  // A role goes once no database grants it anything.
  await withClient(other.admin, (client) => client.query('drop schema public cascade'));
  await database.close();
  await other.close();
});
beforeEach(() =>
  onServer((client) =>
    client.query('drop schema if exists app cascade; create schema app; set search_path = app'),
  ),
);

function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(database.admin, work);
}

function run(...texts: string[]): Promise<void> {
  const files = texts.map((text, index) => {
    const path = `db/${index + 1}.sql`;
    return { path, statements: splitSql(text, path) };
  });
  return runSqlFiles(database.admin, 'app', files);
}

async function refusalOf(...texts: string[]): Promise<BadInputError> {
  const error = await run(...texts).catch((error) => error);
  expect(error).toBeInstanceOf(BadInputError);
  return error;
}

/** Names of the tables and indexes in the schema. */
async function relations(): Promise<string[]> {
  const { rows } = await onServer((client) =>
    client.query(
      `select relname as name from pg_class where relnamespace = 'app'::regnamespace order by relname`,
    ),
  );
  return rows.map(({ name }) => name);
}

test('each statement by itself, on names of the schema', async () => {
  await run(
    'create table t (a int);\ncreate index concurrently t_a on t (a); vacuum t;',
    'begin; create table u (a int); commit; begin; create table v (a int); rollback;',
  );
  expect(await relations()).toEqual(['t', 't_a', 'u']);
});

test('what a file sets for its session is its own: as of pg_dump, which empties the search path', async () => {
  await run(
    `\\restrict abc
     select pg_catalog.set_config('search_path', '', false);
     create table app.t (a int);
     \\unrestrict abc`,
    'create table u (a int);',
  );
  expect(await relations()).toEqual(['t', 'u']);
});

test('functions with bodies of all kinds', async () => {
  await run(`
    create function one() returns int begin atomic select case when true then 1 end; end;
    create function two() returns int language plpgsql as $$ begin return 2; end; $$;
    do $$ begin perform one() + two(); end $$;`);
  const { rows } = await onServer((client) => client.query('select app.one(), app.two()'));
  expect(rows).toEqual([{ one: 1, two: 2 }]);
});

describe('what the server refuses is told by file and line', () => {
  test('of the place within the statement that it complains of', async () => {
    const error = await refusalOf('select 1;', `-- 𝄞\n\nselect '𝄞',\n  '𝄞',\n  nothing;`);
    expect(error.message).toBe(
      'db/2.sql:5: the server said "column "nothing" does not exist" (SQLSTATE 42703)',
    );
    expect(error.nextStep).toBe("The statement begins: select '𝄞',");
  });

  test('of the statement, where it names no place', async () => {
    const error = await refusalOf('create table t (a int);\n\n  drop table\n u;');
    expect(error.message).toBe(
      'db/1.sql:3: the server said "table "u" does not exist" (SQLSTATE 42P01)',
    );
  });

  test('without the password in it', async () => {
    const { message, nextStep } = await refusalOf(
      "create user mapping for app server none options (user 'a', password 'geheim');",
    );
    expect(`${message} ${nextStep}`).not.toContain('geheim');
    expect(nextStep).toMatch(/user 'a', password \.\.\. The server is a new one: create the role/);
  });

  test('with what helps, where it wants a transaction', async () => {
    const { message, nextStep } = await refusalOf('create table t (a int);\nlock table t;');
    expect(message).toMatch(/^db\/1\.sql:2: .*\(SQLSTATE 25P01\)$/);
    expect(nextStep).toMatch(/write BEGIN and COMMIT\.$/);
  });

  test('and the files after it are not run', async () => {
    await refusalOf('select nothing;', 'create table t (a int);');
    expect(await relations()).toEqual([]);
  });
});

test('a transaction that is left open is refused by where it begins, and nothing of it stays', async () => {
  const { message, nextStep } = await refusalOf(
    'begin; commit;\nstart transaction;\ncreate table t (a int);',
  );
  expect(message).toMatch(/^db\/1\.sql:2: expected the transaction that begins here to end/);
  expect(nextStep).toBe('Write COMMIT; at the end of db/1.sql.');
  expect(await relations()).toEqual([]);
});

describe('roles, which are of the whole server', () => {
  const both = (text: string) => {
    const files = [{ path: 'roles.sql', statements: splitSql(text, 'roles.sql') }];
    return Promise.all([
      runSqlFiles(database.admin, 'app', files),
      runSqlFiles(other.admin, 'public', files),
    ]);
  };

  test.each(['role', 'user', 'group'])('a %s that the other side made is there', async (kind) => {
    const name = `${database.target.prefix}_${kind}`;
    await both(
      `create ${kind} ${name}; create table ${kind}_t (); grant select on ${kind}_t to ${name};`,
    );
    await both(`begin; CREATE ${kind} ${name}; create table ${kind}_u (); commit;`);
    expect(await relations()).toEqual([`${kind}_t`, `${kind}_u`]);
  });

  test('what both change or look for at the same time does not clash', async () => {
    const name = `${database.target.prefix}_many`;
    await both(
      `do $$ begin
         if not exists (select from pg_roles where rolname = '${name}') then
           perform pg_sleep(0.05);
           create role ${name};
         end if;
       end $$;
       ${`alter role ${name} set work_mem = '8MB'; alter role ${name} login;`.repeat(20)}`,
    );
  });

  test('anything else that is there already is refused', async () => {
    const { message } = await refusalOf(
      'create table t (a int); create policy p on t;\ncreate policy p on t;',
    );
    expect(message).toMatch(/^db\/1\.sql:2: .*\(SQLSTATE 42710\)$/);
  });
});
