/** What COPY's text format writes for a character of its own (Postgres manual, COPY "Text Format"). */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** Rows as Postgres sent them, as the input of `COPY ... FROM STDIN` in its text format. */
export function copyText(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((row) => `${row.map(field).join('\t')}\n`).join('');
}

function field(value: string | null): string {
  if (value === null) return '\\N';
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string);
}
