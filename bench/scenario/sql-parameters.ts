/**
 * Everything in which a `$1` is no parameter: strings (with backslashes after E), quoted names,
 * comments (not nested ones), dollar quotes and names that hold a `$` (Postgres manual, 4.1).
 */
const TOKENS =
  /e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([a-z_]\w*)?\$[\s\S]*?\$\1\$|[a-z_][\w$]*|\$(\d+)/gi;

/** The numbers of the parameters a text refers to, each once, in order. */
export function parametersIn(sql: string): number[] {
  const numbers = [...sql.matchAll(TOKENS)].flatMap(([, , number]) =>
    number === undefined ? [] : [Number(number)],
  );
  return [...new Set(numbers)].sort((a, b) => a - b);
}
