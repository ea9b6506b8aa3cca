/** A piece of SQL that holds together: what is in a quote or a comment ends no statement. */
export interface SqlToken {
  readonly kind: 'space' | 'comment' | 'quoted' | 'word' | 'symbol' | 'backslash';
  /** Index behind its last character. */
  readonly end: number;
  /** What never ended, as a person calls it: the token then goes on to the end of the text. */
  readonly unterminated?: string;
}

/**
 * A string with escapes may go on after a line break, and its escapes hold there too (manual,
 * 4.1.2.1 and 4.1.2.2). The one without needs no such care: its next part is a string like it.
 */
const NEXT_PART = String.raw`(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:\s|--[^\n\r]*[\n\r])*'`;
const ESCAPED = new RegExp(
  String.raw`[eE]'(?:[^'\\]+|\\[^]|''|'${NEXT_PART})*(?<closed>'(?!${NEXT_PART}))?`,
  'y',
);
const PLAIN = /'[^']*(?<closed>')?/y;
const NAME = /"[^"]*(?<closed>")?/y;
/** A dollar that follows a letter or digit of a name is part of the name, so names go first. */
const WORD = /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy;
const DOLLAR_QUOTE = /\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/iy;
const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n\r]*/y;

/**
 * The token of `text` that begins at `start`, by the rules of psql's scanner
 * (src/fe_utils/psqlscan.l) with `standard_conforming_strings` on.
 */
export function sqlTokenAt(text: string, start: number): SqlToken {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = start;
    return pattern.exec(text);
  };
  const simple = (kind: SqlToken['kind'], pattern: RegExp): SqlToken | undefined => {
    const found = match(pattern);
    return found ? { kind, end: start + found[0].length } : undefined;
  };
  const quoted = (pattern: RegExp, what: string): SqlToken | undefined => {
    const found = match(pattern);
    if (!found) return undefined;
    const end = start + found[0].length;
    return found.groups?.closed === undefined
      ? { kind: 'quoted', end: text.length, unterminated: what }
      : { kind: 'quoted', end };
  };
  return (
    simple('space', SPACE) ??
    simple('comment', LINE_COMMENT) ??
    blockComment(text, start) ??
    quoted(ESCAPED, 'string') ??
    quoted(PLAIN, 'string') ??
    quoted(NAME, 'quoted name') ??
    simple('word', WORD) ??
    dollarQuoted(text, start, match(DOLLAR_QUOTE)?.[0]) ?? {
      kind: text[start] === '\\' ? 'backslash' : 'symbol',
      end: start + 1,
    }
  );
}

/** They nest (manual, 4.1.5). */
function blockComment(text: string, start: number): SqlToken | undefined {
  if (!text.startsWith('/*', start)) return undefined;
  const bound = /\/\*|\*\//g;
  bound.lastIndex = start;
  let depth = 0;
  for (let found = bound.exec(text); found; found = bound.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'comment', end: bound.lastIndex };
  }
  return { kind: 'comment', end: text.length, unterminated: 'comment' };
}

function dollarQuoted(text: string, start: number, tag: string | undefined): SqlToken | undefined {
  if (tag === undefined) return undefined;
  const close = text.indexOf(tag, start + tag.length);
  return close === -1
    ? { kind: 'quoted', end: text.length, unterminated: `${tag} string` }
    : { kind: 'quoted', end: close + tag.length };
}
