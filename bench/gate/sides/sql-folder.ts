import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';

import { BadInputError } from '../../errors.js';
import type { SqlFile } from '../../scenario/sql-file.js';
import { splitSql } from './split-sql.js';
import { upPart } from './up-part.js';

/** 2 before 10, wherever in a name; capitals do not come first. */
const { compare } = new Intl.Collator('en', { numeric: true });
/** The way back: golang-migrate's, diesel's and hasura's, db-migrate's; and Flyway's undo. */
const DOWN = /(^|[.-])down\.sql$|^U[\d._]+__.*\.sql$/i;
/** Flyway's repeatable migrations, which it runs after all others. */
const REPEATABLE = /^R__/;

/**
 * The SQL of a folder in the order in which it is applied: files by name, numbers in them by value,
 * a folder's own files and folders in one row, as migration tools name them. What leads back is left
 * out, as are hidden folders and node_modules.
 *
 * @param folder absolute; or a single file
 * @param label the same as the person knows it: a path, or `ref:` and a path in it; "" and "." for
 *   where they are
 * @throws {BadInputError} when there is no such folder, or a file is no UTF-8 or can't be split
 */
export async function readSqlFolder(folder: string, label: string): Promise<SqlFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) {
    throw new BadInputError(
      `${label}: expected a folder of SQL, found none.`,
      'Check the path; --sql is taken within each side.',
    );
  }
  if (!found.isDirectory()) return [await readSqlFile(folder, label)];
  const files: SqlFile[] = [];
  for (const path of await sqlPaths(folder)) {
    files.push(await readSqlFile(join(folder, path), pathBelow(label, path)));
  }
  return files;
}

/** The path of something in a folder, as a person who calls that folder `label` would write it. */
export function pathBelow(label: string, path: string): string {
  return label.endsWith(':') ? `${label}${path}` : posix.join(label, path);
}

/** Paths below the folder, with slashes. */
async function sqlPaths(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of inOrder(await readdir(folder, { withFileTypes: true }))) {
    const { name } = entry;
    if (entry.isDirectory() && name !== 'node_modules' && !name.startsWith('.')) {
      const below = await sqlPaths(join(folder, name));
      paths.push(...below.map((path) => `${name}/${path}`));
    } else if (/\.sql$/i.test(name) && !DOWN.test(name) && (await isFile(folder, entry))) {
      paths.push(name);
    }
  }
  return paths;
}

function inOrder(entries: readonly Dirent[]): Dirent[] {
  const rank = ({ name }: Dirent) => (REPEATABLE.test(name) ? 1 : 0);
  return [...entries].sort((a, b) => rank(a) - rank(b) || compare(a.name, b.name));
}

/** A link to a file is one too; one to a folder may lead anywhere. */
async function isFile(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target?.isFile() ?? false;
}

async function readSqlFile(file: string, path: string): Promise<SqlFile> {
  return { path, statements: splitSql(upPart(decode(await readFile(file), path)), path) };
}

/** Without its byte order mark. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BadInputError(
      `${path}: expected text in UTF-8, got bytes that are none.`,
      `Save ${basename(path)} as UTF-8 without changing what it says.`,
      { cause },
    );
  }
}
