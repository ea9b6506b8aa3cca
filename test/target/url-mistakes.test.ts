import { describe, expect, test } from 'vitest';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import { withClient } from '../../bench/target/connect.js';
import { readServerFacts } from '../../bench/target/server-facts.js';
import { openUrl } from '../../bench/target/url.js';
import {
  home,
  makeRole,
  namesOnServer,
  open,
  PASSWORD,
  settingsOf,
  superuserUrl,
  urlOf,
  useHome,
} from './url-server.js';

useHome();

describe('what a person can get wrong', () => {
  const failure = async (location: string | Promise<string>) => {
    const error = await open(await location).then(
      () => undefined,
      (thrown) => thrown,
    );
    return error;
  };

  test.each([
    ['mysql://u:sesame@localhost/db', 'postgres://'],
    ['postgres://u:sesame@localhost:notaport/db', 'malformed'],
    ['postgres://u:sesame@localhost:99999/db', 'malformed'],
    ['postgres://u:sesame%ff@localhost/db', 'malformed'],
    ['postgres://u:sesame@localhost/db?sslmode=always', 'sslmode'],
    ['postgres://u:sesame@localhost/db?sslmode=verify-full&sslrootcert=/nowhere/ca', '/nowhere/ca'],
  ])('%s: exit 2, password not repeated', async (location, expected) => {
    const error = await failure(location);
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toContain(expected);
    expect(`${error.message} ${error.nextStep} ${error.cause ?? ''}`).not.toContain('sesame');
  });

  test('wrong password: exit 3', async () => {
    const error = await failure(urlOf(home.admin.user, 'sesame'));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('28P01');
    expect(error.message).not.toContain('sesame');
  });

  test("a login that is not allowed: exit 3 with the server's own reason", async () => {
    const location = await makeRole('locked', '');
    await withClient(home.admin, (client) =>
      client.query(`ALTER ROLE ${home.target.prefix}_locked NOLOGIN`),
    );
    const error = await failure(location);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('28000');
    expect(error.message).toContain('is not permitted to log in');
    expect(error.message).not.toContain(PASSWORD);
  });

  test('closed port: exit 3 with host and port', async () => {
    const error = await failure(urlOf('u', 'sesame', { ...home.admin, port: 1 }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain(`${home.admin.host}:1`);
  });

  test('TLS demanded of a server without: exit 3', async () => {
    const error = await failure(`${superuserUrl()}?sslmode=require`);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('SSL');
  });

  test('TLS preferred: goes without', async () => {
    const target = await open(`${superuserUrl()}?sslmode=prefer`);
    expect(target.admin.ssl).toBe(false);
    await target.close();
  });

  test('no CREATEROLE: exit 2 naming it', async () => {
    const error = await failure(makeRole('weak', 'CREATEDB'));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toContain('CREATEROLE');
    expect(error.nextStep).toContain('ALTER ROLE');
  });

  test('neither database nor schema may be made: exit 2 naming both rights', async () => {
    const error = await failure(makeRole('homeless', 'CREATEROLE'));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toMatch(/CREATEDB .*CREATE on database/);
  });

  test('a fill that fails leaves nothing behind and keeps its error', async () => {
    const location = superuserUrl();
    let prefix = '';
    const opening = openUrl({
      location,
      pgMajor: 18,
      dataKey: 'unused',
      onProgress: () => {},
      fill: async ({ database }) => {
        prefix = database;
        throw new RangeError('no rows today');
      },
    });
    await expect(opening).rejects.toThrow(RangeError);
    expect(prefix).not.toBe('');
    expect(await namesOnServer(prefix)).toEqual([]);
  });
});

test("settings that are not Postgres' own are named, and their values withheld", async () => {
  await makeRole('settings', 'SUPERUSER');
  const role = `${home.target.prefix}_settings`;
  await withClient(home.admin, (client) =>
    client.query(`
      ALTER ROLE ${role} SET session_preload_libraries = plpgsql;
      ALTER ROLE ${role} SET plpgsql.extra_warnings = shadowed_variables;
      ALTER ROLE ${role} SET app.colour = sesame;
      ALTER ROLE ${role} SET work_mem = '5MB'`),
  );
  const { settings } = await readServerFacts(settingsOf(role));
  const value = (name: string) => settings.find((each) => each.name === name)?.value;
  expect(value('work_mem')).toBe('5120');
  expect(value('plpgsql.extra_warnings')).toBe('(withheld)');
  expect(JSON.stringify(settings)).not.toContain('sesame');
});
