/** Text of a scenario or a server inside GitHub Flavored Markdown, where none of it may be markup. */

/** A title or a message is never longer than this; the page has it whole. */
const MOST_CHARACTERS = 1_000;

/**
 * Text on one line in which Markdown, HTML and GitHub's own marks (mentions, references to issues,
 * links without brackets, formulas) are plain characters; fit for a paragraph and a table's cell.
 *
 * GitHub Flavored Markdown Spec 0.29, 2.4 (any ASCII punctuation may be escaped), 4.10 (a cell ends
 * at an unescaped bar), 6.9 (links without brackets).
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|#~$@]/g, '\\$&')
    .replace(/:(?=\/\/)|(?<=www)\.|(?<=mailto|xmpp):/gi, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Text inside an HTML element that Markdown does not look into, such as `<summary>`. */
export function htmlText(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** Text as a block of code whose fence is longer than any run of backticks inside (GFM 4.5). */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(/\r\n?/g, '\n')}\n${fence}`;
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => markdownText(cell)).join(' | ')} |`;
}

export function tableHead(titles: readonly string[]): string {
  return `${tableRow(titles)}\n|${' --- |'.repeat(titles.length)}`;
}

function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, (run) => (run === NBSP ? NBSP : ' '))
    .trim();
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}

/** Binds a figure to its unit. */
const NBSP = '\u00a0';
