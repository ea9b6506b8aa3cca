import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { checkJson, hasPassed } from '../../bench/check/json.js';
import { checkMarkdown } from '../../bench/check/markdown.js';
import { checkText } from '../../bench/check/text.js';
import { EnvironmentError } from '../../bench/errors.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import { check } from '../../bench/run/check.js';
import type { RunRequest } from '../../bench/run/request.js';
import { withClient } from '../../bench/target/connect.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { makeOut, runSmall, SMALL, smallScenario } from './small-run.js';

/** A database that roles with fewer rights than ours are given to work in. */
let home: TestDatabase;
const asSuperuser = (sql: string) => withClient(home.admin, (client) => client.query(sql));
beforeAll(async () => {
  home = await openTestDatabase();
});
afterAll(async () => {
  const { rows } = await asSuperuser(
    `select rolname from pg_roles where starts_with(rolname, '${home.target.prefix}')`,
  );
  for (const { rolname } of rows) await asSuperuser(`drop owned by ${rolname}`);
  await home.close();
});

/** A URL of a new role with these attributes, that may make a schema in `home`. */
async function urlOfRole(name: string, attributes: string): Promise<{ role: string; url: string }> {
  const role = `${home.target.prefix}_${name}`;
  const { host, port, database } = home.admin;
  await asSuperuser(`create role ${role} login ${attributes} password 'of-a-test'`);
  await asSuperuser(`grant create on database ${database} to ${role}`);
  return { role, url: `postgres://${role}:of-a-test@${host}:${port}/${database}` };
}

const BOTH = [smallScenario(), openInvoices];

async function checkOn(location: string, scenarios: RunRequest['scenarios'] = BOTH) {
  const said: string[] = [];
  const outcome = await check({
    ...{ scenarios, location, profile: SMALL, pgMajor: 18, seed: 1, command: 'a test' },
    signal: new AbortController().signal,
    onEvent: ({ kind, text }) => kind === 'said' && said.push(text),
  });
  return { ...outcome, said: said.join('\n') };
}

/** From 16 on a role with CREATEROLE gives away a BYPASSRLS of its own. */
const givesBypass = () =>
  withClient(inject('admin'), async (client) => {
    const { rows } = await client.query(`select current_setting('server_version_num')::int as n`);
    return rows[0].n >= 160_000;
  });

test.each([
  ['no-createdb', 'CREATEROLE BYPASSRLS', ['CREATEDB']],
  ['no-bypass', 'CREATEROLE CREATEDB', ['BYPASSRLS']],
  ['neither', 'CREATEROLE', ['CREATEDB', 'BYPASSRLS']],
])(
  '%s: what needs no databases of its own is checked, the other skipped with the right it lacks',
  async (name, attributes, wanted) => {
    const { role, url } = await urlOfRole(name.replace('-', '_'), attributes);
    const { result, error, said } = await checkOn(url);
    expect(error).toBeUndefined();
    expect(result.scenarios.map((facts) => facts.name)).toEqual(['where-vs-rls']);
    expect(result.proofs.every(({ scenario }) => scenario === 'where-vs-rls')).toBe(true);
    expect(hasPassed(result)).toBe(true);

    const attribute = (each: string) => (each === 'BYPASSRLS' && !bypasses ? 'SUPERUSER' : each);
    const bypasses = await givesBypass();
    const lacking = new Set([...wanted, ...(bypasses ? [] : ['BYPASSRLS'])].map(attribute));
    const sql = `ALTER ROLE "${role}" ${[...lacking].join(' ')};`;
    expect(result.skipped.filter(({ scenario }) => scenario === 'open-invoices')).toEqual([
      {
        ...{
          scenario: 'open-invoices',
          operation: null,
          tenant: null,
          concurrency: null,
          arm: null,
        },
        reason: expect.stringContaining(sql),
      },
    ]);
    expect(said).toContain(`skipped: open-invoices: `);
    for (const text of [checkText(result, false), checkMarkdown(result).replaceAll('\\', '')]) {
      expect(text).toContain(sql);
    }
    expect(checkText(result, false)).toMatch(/^skipped open-invoices$/m);
    expect(checkText(result, false)).toMatch(/1 scenario was skipped\.$/);
    expect(checkMarkdown(result)).toContain('| open-invoices | skipped | | |');
    expect(JSON.parse(checkJson(result)).skipped).toEqual(result.skipped);

    if (name !== 'neither') return;
    // The SQL is what it takes.
    await asSuperuser(sql);
    const after = await checkOn(url);
    expect(after.error).toBeUndefined();
    expect(after.result.scenarios).toHaveLength(2);
    expect(after.result.skipped).toEqual([]);
  },
);

test('a run measures what it can, and its report tells of the rest', {
  timeout: 90_000,
}, async () => {
  const { url } = await urlOfRole('runner', 'CREATEROLE');
  const { result, error, folder } = await runSmall({
    ...{ scenarios: BOTH, location: url, reportsFolder: await makeOut() },
  });
  expect(error).toBeUndefined();
  expect(result.status).toBe('complete');
  expect(result.contrasts.length).toBeGreaterThan(0);
  for (const file of ['index.html', 'summary.md', 'journal.jsonl']) {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text, file).toMatch(/lacks .{0,80}CREATEDB/);
    expect(text, file).toContain('open-invoices');
  }
  const summary = terminalSummary(result, folder, { colour: false, width: 500 });
  expect(summary).toMatch(/1.scenario left out/);
  expect(summary).toMatch(/open-invoices: .*CREATEDB/);
});

test('asked for by itself it is an error that says what is missing, and leaves no report', async () => {
  const { role, url } = await urlOfRole('alone', 'CREATEROLE');
  const reportsFolder = await makeOut();
  const scenarios = [openInvoices];
  for (const ask of [
    () => checkOn(url, scenarios),
    () => runSmall({ scenarios, location: url, reportsFolder }),
  ]) {
    const error = await ask().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/open-invoices.*lacks CREATEDB/),
      nextStep: expect.stringContaining(`ALTER ROLE "${role}" CREATEDB`),
    });
  }
  expect(await readdir(reportsFolder)).toEqual([]);
  const { rows } = await asSuperuser(
    "select nspname from pg_namespace where nspname like 'rlsbench\\_%'",
  );
  expect(rows).toEqual([]);
});
