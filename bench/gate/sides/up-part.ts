/**
 * Comments by which tools that keep both ways of a migration in one file tell them apart: dbmate,
 * goose and sql-migrate, node-pg-migrate.
 */
const UP = /^\s*--[\s-]*(migrate:up|\+(goose|migrate)\s+up|up\s+migration)\b/i;
const DOWN = /^\s*--[\s-]*(migrate:down|\+(goose|migrate)\s+down|down\s+migration)\b/i;

/**
 * What of a migration is for the way up. Lines for the way down are left empty, so that the others
 * keep their numbers.
 *
 * goose's StatementBegin and StatementEnd need nothing: they tell a splitter that knows no dollar
 * quotes where a statement ends, and ours knows them.
 */
export function upPart(text: string): string {
  let isDown = false;
  return text
    .split('\n')
    .map((line) => {
      if (UP.test(line)) isDown = false;
      else if (DOWN.test(line)) isDown = true;
      return isDown ? '' : line;
    })
    .join('\n');
}
