import type { Side } from '../gate/side.js';
import type { SqlFile, SqlStatement } from '../scenario/sql-file.js';
import type { LieSide } from './lies/lie.js';

/** A lie's side as a gate takes it, with its SQL as one file. */
export function sideOf(name: string, { sql, scenario }: LieSide): Side {
  const files = sql.length === 0 ? [] : [fileOf(`${name}.sql`, sql)];
  return {
    facts: { label: name, kind: 'folder', commit: null, sqlFiles: files.map(({ path }) => path) },
    sql: files,
    scenarios: [scenario],
  };
}

/** Statements as a file that has them one below the other. */
function fileOf(path: string, sql: readonly string[]): SqlFile {
  let line = 1;
  const statements = sql.map((text): SqlStatement => {
    const statement = { text, line };
    line += text.split('\n').length;
    return statement;
  });
  return { path, statements };
}
