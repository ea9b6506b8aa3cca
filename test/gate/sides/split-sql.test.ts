import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../../bench/errors.js';
import { splitSql } from '../../../bench/gate/sides/split-sql.js';

const textsOf = (sql: string) => splitSql(sql, 'a.sql').map(({ text }) => text);
const refusalOf = (sql: string): BadInputError => {
  try {
    splitSql(sql, 'db/a.sql');
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
  throw new Error(`It was not refused: ${sql}`);
};

describe('semicolons that end no statement', () => {
  test.each([
    ['a string, and a quote in it', "select 'a;''b;'"],
    ['a backslash in a plain string is a character', "select 'a\\'"],
    ['a string with escapes', "select e'a\\';b'''"],
    ['one that goes on after a line break', "select E'a' -- c;\n  'b\\';c'"],
    ['a name in quotes', 'select "a;""b;"'],
    ['a dollar quote', 'do $$ begin null; end $$'],
    ['a dollar quote in another', 'select $a$ $b$;$b$ $;$ $a$'],
    ['a dollar in a name opens nothing', 'select a$b$, c$b$'],
    ['a parameter opens nothing', 'prepare p as select $1, $2'],
    ['parentheses', 'create rule r as on insert to t do also (select 1; select 2)'],
    ['a comment within', 'select 1 -- ;\n + /* ; /* ; */ ; */ 2'],
    [
      'the body of a function in SQL',
      `create or replace function f(a int default (1)) returns int
         begin atomic select case when a = 1 then 1 end; select 2; end`,
    ],
    [
      'the same of a procedure',
      'CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); DELETE FROM t; END',
    ],
  ])('%s', (_, statement) => {
    expect(textsOf(`${statement};\nselect 'next'`)).toEqual([statement, "select 'next'"]);
  });
});

test('the words of a body mean nothing in other statements', () => {
  expect(textsOf('begin; select case when true then 1 end; end;')).toEqual([
    ...['begin', 'select case when true then 1 end', 'end'],
  ]);
});

test('a statement begins behind the comments before it, and is told by the line of its first word', () => {
  const sql = '\n-- one;\nselect 1; select\n 2;\r\n/* three\n */ select 3;;\n;-- end';
  expect(splitSql(sql, 'a.sql')).toEqual([
    { text: 'select 1', line: 3 },
    { text: 'select\n 2', line: 3 },
    { text: 'select 3', line: 6 },
  ]);
});

describe("psql's own commands", () => {
  test('what only shows is passed over', () => {
    const sql = [
      '\\restrict aB3',
      '\\set ON_ERROR_STOP on',
      'select 1; \\echo done; really',
      '\\d+ invoices',
      'select 2;',
      '\\unrestrict aB3\r',
    ].join('\n');
    expect(splitSql(sql, 'a.sql')).toEqual([
      { text: 'select 1', line: 3 },
      { text: 'select 2', line: 5 },
    ]);
  });

  test.each([
    ['\\i other.sql', /\\i, which only psql knows/, /under a name that comes in its turn/],
    ['\\connect app', /\\connect,/, /the one database that the gate made/],
    ["\\copy t from 'a.csv'", /\\copy,/, /INSERT/],
    ['select 2 \\gexec', /\\gexec,/, /semicolon/],
    ['\\set tenant 7', /\\set,/, /write what it does in SQL/],
    ['select 1 \\echo', /\\echo,/, /Take \\echo out/],
    ['copy t (a, b) from stdin', /COPY FROM stdin, whose rows only psql/, /pg_dump --inserts/],
  ])('%s is refused', (line, message, nextStep) => {
    const error = refusalOf(`select 1;\n${line};`);
    expect(error.message).toMatch(/^db\/a\.sql:2: expected SQL/);
    expect(error.message).toMatch(message);
    expect(error.nextStep).toMatch(nextStep);
  });

  test('a COPY from a file, a query or to stdout is the server’s own', () => {
    const sql = ["copy t from '/a'", "copy (select 'x' from stdin) to '/a'", 'select 1 from stdin'];
    expect(textsOf(sql.join(';'))).toEqual(sql);
  });
});

test('what changes the server that both sides share is refused', () => {
  const error = refusalOf('select 1;\n\nAlter /* all */ SYSTEM set work_mem = 1;');
  expect(error.message).toMatch(
    /^db\/a\.sql:3: .* ALTER SYSTEM, which changes the server that base and head share\.$/,
  );
  const others = ['alter table system add a int', 'alter role app set work_mem = 1'];
  expect(textsOf(others.join(';'))).toEqual(others);
});

test.each([
  ["'abc;\n", 'string'],
  ["e'abc\\';\n", 'string'],
  ['"abc;\n', 'quoted name'],
  ['$x$ abc; $y$\n', '$x$ string'],
  ['/* /* */ abc;\n', 'comment'],
])('what never ends is told by the line it begins on: %s', (open, what) => {
  expect(refusalOf(`select 1;\nselect\n ${open}`).message).toBe(
    `db/a.sql:3: expected the ${what} that begins here to end, got the end of the file.`,
  );
});

/** Pieces of a statement that are whole in themselves, however they are joined by spaces. */
const piece = fc.oneof(
  fc.constantFrom('select', 'case', 'end', 'begin', 'a$b', '1e5', '$1', '+', '::', 'U&', 'ünï'),
  fc.string({ maxLength: 6 }).map((text) => `'${text.replaceAll("'", "''")}'`),
  fc.string({ maxLength: 6 }).map((text) => `"${text.replaceAll('"', '""')}"`),
  fc
    .string({ maxLength: 6, unit: fc.constantFrom(';', "'", '\\', '\n', 'a') })
    .map((text) => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  fc
    .string({ maxLength: 6, unit: fc.constantFrom(';', "'", '$', '\n', '(') })
    .map((text) => `$q$${text.replaceAll('$', ';')}$q$`),
  fc.constantFrom('(;)', '(a;(b;))', '/*;/*\n*/*/', '--;\n'),
);
const statement = fc
  .array(piece, { maxLength: 6 })
  .map((pieces) => ['x', ...pieces, 'y'].join(' '));
const gap = fc.constantFrom('', ' ', '\n', '\r\n', ' -- it; is\n', '/* no; */', '\n\n;');

describe('any statements', () => {
  test('come out as they went in, each with its line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, statement)), gap, (parts, last) => {
        let text = '';
        const expected = parts.map(([before, statement]) => {
          text += before;
          const line = text.split('\n').length;
          text += `${statement};`;
          return { text: statement, line };
        });
        expect(splitSql(text + last, 'a.sql')).toEqual(expected);
      }),
    );
  });

  test('joined again, split into the same', () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        const again = textsOf(textsOf(statements.join(';')).join(';\n'));
        expect(again).toEqual(statements);
      }),
    );
  });
});
