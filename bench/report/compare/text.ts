import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Comparison } from '../../compare/comparison.js';
import { plainText } from '../../plain-text.js';
import { count } from '../format.js';
import { wrapText } from '../wrap-text.js';
import { type CompareSection, compareSections, compareSentence } from './sections.js';

const WIDTH = 118;
/** Rows of a table; `--markdown` and `--json` have them all. */
const MOST_ROWS = 20;

/** Two runs side by side for a terminal. */
export function compareText(
  comparison: Comparison,
  colour: boolean = picocolors.isColorSupported,
): string {
  const colours = picocolors.createColors(colour);
  const { a, b } = comparison;
  return [
    colours.bold(wrapText(plainText(compareSentence(comparison)), WIDTH, '')),
    plainText(`A: ${a.name} (${a.command}, ${a.startedAt})`),
    plainText(`B: ${b.name} (${b.command}, ${b.startedAt})`),
    ...compareSections(comparison).flatMap((section) => [
      '',
      colours.bold(section.heading),
      ...section.notes.map((note) => wrapText(plainText(note), WIDTH, '')),
      ...tableLines(section.table),
    ]),
  ].join('\n');
}

function tableLines(table: CompareSection['table']): string[] {
  if (table === null) return [];
  const { head, rows, mostInTerminal = MOST_ROWS } = table;
  const shown = rows.slice(0, mostInTerminal).map((row) => row.map(plainText));
  const drawn = new Table({
    head: [...head],
    colWidths: widthsOf([head, ...shown]),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of shown) drawn.push([...row]);
  const left = rows.length - shown.length;
  return [
    drawn.toString(),
    ...(left > 0 ? [`and ${count(left, 'more row')}: see --markdown or --json`] : []),
  ];
}

/** As wide as the text where it all fits; else the widest columns share what the others leave. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const wanted = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length + 2)),
  );
  let room = WIDTH - columns - 1;
  const widths = new Array<number>(columns).fill(0);
  const narrowFirst = [...wanted.keys()].sort((x, y) => (wanted[x] ?? 0) - (wanted[y] ?? 0));
  for (const [place, at] of narrowFirst.entries()) {
    const share = Math.floor(room / (columns - place));
    widths[at] = Math.min(wanted[at] ?? 0, share);
    room -= widths[at] ?? 0;
  }
  return widths;
}
