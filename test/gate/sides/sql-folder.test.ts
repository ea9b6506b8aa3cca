import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSqlFolder } from '../../../bench/gate/sides/sql-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-sql-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function orderOf(...paths: string[]): Promise<string[]> {
  for (const path of paths) await write(path, 'select 1;');
  return (await readSqlFolder(folder, '')).map(({ path }) => path);
}

describe('the files of a folder, in the order of', () => {
  test('Flyway: versions by value, repeatable ones last, undo left out', async () => {
    expect(
      await orderOf('V10__c.sql', 'V2__b.sql', 'V1.2__a.sql', 'R__views.sql', 'U2__b.sql'),
    ).toEqual(['V1.2__a.sql', 'V2__b.sql', 'V10__c.sql', 'R__views.sql']);
  });

  test('Prisma: a folder for each, by time', async () => {
    expect(
      await orderOf(
        ...['20260102000000_b/migration.sql', '20250101000000_a/migration.sql'],
        ...['migration_lock.toml', 'node_modules/x/a.sql', '.hidden/a.sql'],
      ),
    ).toEqual(['20250101000000_a/migration.sql', '20260102000000_b/migration.sql']);
  });

  test('golang-migrate, diesel and db-migrate: the way up alone', async () => {
    expect(
      await orderOf(
        ...['000002_b.up.sql', '000001_a.up.sql', '000001_a.down.sql', '000002_b.down.sql'],
        ...['3_c/up.sql', '3_c/down.sql', '4-d-up.sql', '4-d-down.sql', '5_breakdown.sql'],
      ),
    ).toEqual([
      '000001_a.up.sql',
      '000002_b.up.sql',
      '3_c/up.sql',
      '4-d-up.sql',
      '5_breakdown.sql',
    ]);
  });
});

test.each([
  ['dbmate', '-- migrate:up transaction:false', '-- migrate:down'],
  ['goose', '-- +goose Up', '-- +goose Down'],
  ['sql-migrate', '-- +migrate Up', '-- +migrate Down'],
  ['node-pg-migrate', '-- Up Migration', '-- Down Migration'],
])('of %s the part for the way up, with its lines', async (_, up, down) => {
  await write('1.sql', `${up}\r\nselect 1;\r\n${down}\r\nselect 2;\r\n`);
  await write('2.sql', `${down}\nselect 3;\n${up}\nselect 4;\n`);
  expect(await readSqlFolder(folder, 'db')).toEqual([
    { path: 'db/1.sql', statements: [{ text: 'select 1', line: 2 }] },
    { path: 'db/2.sql', statements: [{ text: 'select 4', line: 4 }] },
  ]);
});

test("goose's marks around a statement are comments", async () => {
  const body = 'do $$\nbegin\n  perform 1;\nend\n$$';
  await write(
    '1.sql',
    `-- +goose Up\n-- +goose StatementBegin\n${body};\n-- +goose StatementEnd\n`,
  );
  expect(await readSqlFolder(folder, '')).toEqual([
    { path: '1.sql', statements: [{ text: body, line: 3 }] },
  ]);
});

test('a byte order mark and links are nothing special', async () => {
  await write('1.sql', '\uFEFFselect 1;');
  await symlink('1.sql', join(folder, '2.sql'));
  await symlink('..', join(folder, 'up.sql'));
  const statements = [{ text: 'select 1', line: 1 }];
  expect(await readSqlFolder(folder, 'main:')).toEqual([
    { path: 'main:1.sql', statements },
    { path: 'main:2.sql', statements },
  ]);
  expect(await readSqlFolder(join(folder, '1.sql'), 'main:a/1.sql')).toEqual([
    { path: 'main:a/1.sql', statements },
  ]);
});

test('what is no UTF-8, and what is not there, is refused by name', async () => {
  await write('a/1.sql', new Uint8Array([0x73, 0xfc, 0x3b]));
  await expect(readSqlFolder(folder, 'db')).rejects.toThrow(
    /^db\/a\/1\.sql: expected text in UTF-8, got bytes that are none\.$/,
  );
  await expect(readSqlFolder(join(folder, 'none'), 'db/none')).rejects.toThrow(
    /^db\/none: expected a folder of SQL, found none\.$/,
  );
});
