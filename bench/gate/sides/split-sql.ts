import { BadInputError } from '../../errors.js';
import type { SqlStatement } from '../../scenario/sql-file.js';
import { skipPsqlCommand } from './psql-command.js';
import { type SqlToken, sqlTokenAt } from './sql-token.js';
import { statementShape } from './statement-shape.js';

/**
 * Splits a file of SQL into statements, where psql would (src/fe_utils/psqlscan.l): at semicolons
 * outside of quotes, comments, parentheses and BEGIN ATOMIC bodies. A statement has no comment before
 * it and no semicolon behind it; the last one of a file needs none. `standard_conforming_strings` is
 * taken to be on, as it is by default.
 *
 * @param path as the person knows the file, for messages
 * @throws {BadInputError} naming the line, for a quote or comment that never ends, and for what only
 *   psql itself can do (its own commands, and rows that follow a COPY FROM stdin), and for ALTER SYSTEM,
 *   which base and head would both have
 */
export function splitSql(text: string, path: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  const lineAt = lineCounter(text);
  let shape = statementShape();
  let begin: number | undefined;
  let end = 0;
  const finish = () => {
    if (begin !== undefined) {
      statements.push({ text: text.slice(begin, end), line: lineAt(begin) });
    }
    begin = undefined;
    shape = statementShape();
  };
  for (let at = 0; at < text.length; ) {
    const token = sqlTokenAt(text, at);
    requireEnd(token, path, () => lineAt(at));
    const written = text.slice(at, token.end);
    if (token.kind === 'backslash') {
      at = skipPsqlCommand(text, at, begin === undefined, `${path}:${lineAt(at)}`);
      continue;
    }
    if (written === ';' && shape.isWhole()) finish();
    else if (token.kind !== 'space' && token.kind !== 'comment') {
      begin ??= at;
      end = token.end;
      shape.add(token.kind, written);
      if (shape.copiesFromStdin()) throw noRows(`${path}:${lineAt(begin)}`);
      if (shape.altersSystem()) throw shared(`${path}:${lineAt(begin)}`);
    }
    at = token.end;
  }
  finish();
  return statements;
}

/** Lines of rising positions, counted from 1. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  return (position) => {
    for (; counted < position; counted += 1) if (text[counted] === '\n') line += 1;
    return line;
  };
}

function requireEnd({ unterminated }: SqlToken, path: string, line: () => number): void {
  if (unterminated === undefined) return;
  throw new BadInputError(
    `${path}:${line()}: expected the ${unterminated} that begins here to end, got the end of the file.`,
    `Close it in ${path}.`,
  );
}

function noRows(place: string): BadInputError {
  return new BadInputError(
    `${place}: expected SQL alone, got COPY FROM stdin, whose rows only psql can send.`,
    'Write the rows as INSERT (pg_dump --inserts does), or leave them out (pg_dump --schema-only).',
  );
}

function shared(place: string): BadInputError {
  return new BadInputError(
    `${place}: expected SQL of one database, got ALTER SYSTEM, which changes the server that base and head share.`,
    'Take it out: base would be measured with it too, so it could not be compared.',
  );
}
