import type { DatabaseError } from 'pg';

/** What a server found wrong with a text, with the line it is in and a caret under the place. */
export function sqlProblem(text: string, error: DatabaseError): string {
  const { message, code, hint, position } = error;
  const said = `${message} (SQLSTATE ${code}).${hint === undefined ? '' : ` ${hint}`}`;
  return position === undefined ? said : `${said}\n${placeIn(text, Number(position))}`;
}

/** @param position as Postgres counts: in characters, from 1 (manual, 53.8 "Error Fields") */
function placeIn(text: string, position: number): string {
  const characters = [...text];
  const before = characters
    .slice(0, position - 1)
    .join('')
    .split('\n');
  const number = before.length;
  const line = text.split('\n')[number - 1] ?? '';
  const start = `  line ${number}: `;
  const indent = line.length - line.trimStart().length;
  const column = [...(before.at(-1) ?? '')].length - indent;
  return `${start}${line.trim()}\n${' '.repeat(start.length + Math.max(0, column))}^`;
}
