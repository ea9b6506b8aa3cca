import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BadInputError, InterruptedError } from '../../../bench/errors.js';
import {
  type OpenedSides,
  openSides,
  type SidesRequest,
} from '../../../bench/gate/sides/open-sides.js';
import openInvoices from '../../../docs/examples/open-invoices.js';
import { makeRepository, type TestRepository, worktreesOf } from './repository.js';

let repository: TestRepository;
let cwd: string;
let base: string;

const scenario = (name: string) => `export default ${JSON.stringify({ ...openInvoices, name })};\n`;

beforeAll(async () => {
  repository = await makeRepository();
  cwd = repository.folder;
  base = await repository.commit({
    'db/migrations/1.sql': 'select 1;',
    'db/open.mjs': scenario('open'),
    'db/gone.mjs': scenario('gone'),
    'other/1.sql': 'select 0;',
  });
  repository.git('branch', 'before');
  await rm(join(cwd, 'db/gone.mjs'));
  await repository.commit({
    'db/migrations/2.sql': 'select 2;',
    'db/open.mjs': scenario('opened'),
    'db/new.mjs': scenario('new'),
  });
});
afterAll(() => repository.remove());
afterEach(() => expect(worktreesOf(repository)).toEqual([]));

type Asked = Partial<SidesRequest> & Pick<SidesRequest, 'base' | 'head'>;

/** What both sides bring, as a person reads it. */
async function sidesOf(asked: Asked) {
  const sides = await open(asked);
  await sides.close();
  const tell = ({ facts, scenarios }: OpenedSides['base']) => ({
    ...facts,
    scenarios: scenarios.map(({ name, file }) => `${name} of ${file}`),
  });
  return { base: tell(sides.base), head: tell(sides.head) };
}

function open(asked: Asked): Promise<OpenedSides> {
  const signal = new AbortController().signal;
  return openSides({ cwd, scenarios: ['where-vs-rls'], signal, ...asked });
}

const BUILT_IN = ['where-vs-rls of scenarios/where-vs-rls.ts'];

test('a ref and the working tree, with the SQL of a folder in both', async () => {
  const sql = 'db/migrations';
  expect(await sidesOf({ base: 'before', head: '.', sql })).toEqual({
    base: {
      ...{ label: 'before', kind: 'ref', commit: base, scenarios: BUILT_IN },
      sqlFiles: ['before:db/migrations/1.sql'],
    },
    head: {
      ...{ label: '.', kind: 'folder', commit: null, scenarios: BUILT_IN },
      sqlFiles: ['db/migrations/1.sql', 'db/migrations/2.sql'],
    },
  });
});

test('a scenario file is that of each side', async () => {
  const scenarios = ['db/open.mjs', 'where-vs-rls'];
  const { base, head } = await sidesOf({ base: 'before', head: '.', scenarios });
  expect(base).toMatchObject({
    ...{ sqlFiles: [], scenarios: [...BUILT_IN, 'open of before:db/open.mjs'] },
  });
  expect(head).toMatchObject({ sqlFiles: [], scenarios: [...BUILT_IN, 'opened of db/open.mjs'] });
});

test('one that a side has not is taken from here, and is missing where it is not here either', async () => {
  const { base, head } = await sidesOf({
    ...{ base: 'before', head: 'HEAD', scenarios: ['db/new.mjs', 'db/gone.mjs'] },
  });
  expect(base.scenarios).toEqual(['gone of before:db/gone.mjs', 'new of db/new.mjs']);
  expect(head.scenarios).toEqual(['new of HEAD:db/new.mjs']);
});

test('the source of a scenario of a ref is where it is mended, and can be read meanwhile', async () => {
  const scenarios = ['db/open.mjs'];
  const { base, head, close } = await open({ base: 'main~1', head: 'HEAD', scenarios });
  const sources = [...base.scenarios, ...head.scenarios].map(({ source }) => source);
  expect(sources.map((source) => source?.file)).toEqual(['db/open.mjs', 'db/open.mjs']);
  const texts = await Promise.all(sources.map((each) => readFile(each?.path ?? '', 'utf8')));
  expect(texts).toEqual([scenario('open'), scenario('opened')]);
  await close();
});

test('folders, of refs too, are what is in them', async () => {
  const { base, head } = await sidesOf({
    ...{ base: 'before:db', head: join(cwd, 'db'), scenarios: ['open.mjs'] },
  });
  expect(base).toMatchObject({
    sqlFiles: ['before:db/migrations/1.sql'],
    scenarios: ['open of before:db/open.mjs'],
  });
  expect(head).toMatchObject({
    sqlFiles: [`${cwd}/db/migrations/1.sql`, `${cwd}/db/migrations/2.sql`],
    scenarios: [`opened of ${cwd}/db/open.mjs`],
  });
});

test('within a repository a ref means the folder that the person is in', async () => {
  const asked = { cwd: join(cwd, 'db'), head: '.', scenarios: ['open.mjs'] };
  const { base, head } = await sidesOf({ ...asked, base: 'before' });
  expect(base).toMatchObject({
    sqlFiles: ['before:db/migrations/1.sql'],
    scenarios: ['open of before:db/open.mjs'],
  });
  expect(head.sqlFiles).toEqual(['migrations/1.sql', 'migrations/2.sql']);
  const { base: above } = await sidesOf({ ...asked, base: 'before:../other' });
  expect(above.sqlFiles).toEqual(['before:other/1.sql']);
  const { base: here } = await sidesOf({ ...asked, base: 'before:./migrations' });
  expect(here.sqlFiles).toEqual(['before:db/migrations/1.sql']);
});

test('a name that is a folder and a ref is refused; ./ says that it is the folder', async () => {
  await mkdir(join(cwd, 'before'));
  try {
    await expect(sidesOf({ base: 'before', head: 'db' })).rejects.toThrow(/which is both/);
    const { base } = await sidesOf({ base: './before', head: 'db' });
    expect(base).toMatchObject({ kind: 'folder', sqlFiles: [] });
  } finally {
    await rm(join(cwd, 'before'), { recursive: true });
  }
});

describe('is refused', () => {
  const refusalOf = (asked: Asked): Promise<Error> =>
    open(asked).then(
      () => Promise.reject(new Error('It was not refused.')),
      (error) => error,
    );

  test.each<[string, Asked, RegExp]>([
    [
      'nothing to compare',
      { base: 'before', head: '.' },
      /^Nothing to compare: neither before nor/,
    ],
    [
      'SQL that no side has',
      { base: 'before', head: '.', sql: 'db/migration' },
      /got "db\/migration": neither before nor \. has it/,
    ],
    [
      'a folder of SQL against a whole repository',
      { base: 'before', head: 'db/migrations' },
      /which SQL of before to apply: it is a whole repository/,
    ],
    ['no name', { base: '', head: '.' }, /got an empty name/],
    ['no name of a folder', { base: 'before', head: '.', sql: '' }, /--sql .* got an empty name/],
    ['one folder twice', { base: 'db', head: './db' }, /got one folder twice/],
    ['an unknown ref', { base: 'before', head: 'after' }, /got "after"/],
    ['no folder of a ref', { base: 'before:dp', head: '.' }, /a folder in before, got "dp"/],
    ['a way out of a ref', { base: 'before:../none', head: '.' }, /got "\.\.\/none"/],
    [
      'an unknown scenario',
      { base: 'before', head: '.', scenarios: ['where-vs-rsl'] },
      /Unknown scenario "where-vs-rsl"\. Did you mean "where-vs-rls"/,
    ],
    [
      'a scenario file that is nowhere',
      { base: 'before', head: '.', scenarios: ['db/none.mjs'] },
      /^db\/none\.mjs: expected a scenario file, found none/,
    ],
  ])('%s', async (_, asked, message) => {
    const error = await refusalOf(asked);
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toMatch(message);
  });

  test('SQL that can’t be split, by the side it is of', async () => {
    await repository.commit({ 'db/migrations/3.sql': "select '" });
    const { message } = await refusalOf({ base: 'before', head: 'HEAD', sql: 'db/migrations' });
    expect(message).toMatch(/^HEAD:db\/migrations\/3\.sql:1: expected the string/);
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  test('what was interrupted', async () => {
    const signal = AbortSignal.abort();
    expect(await refusalOf({ base: 'before', head: 'HEAD', signal })).toBeInstanceOf(
      InterruptedError,
    );
  });
});
