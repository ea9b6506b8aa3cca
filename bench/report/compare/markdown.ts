import type { Comparison } from '../../compare/comparison.js';
import { compareSections, compareSentence } from './sections.js';

/** Two runs side by side as Markdown, every row of every table. */
export function compareMarkdown(comparison: Comparison): string {
  const { a, b } = comparison;
  return [
    '# rlsbench compare',
    '',
    `**${cell(compareSentence(comparison))}**`,
    '',
    `- A: ${cell(a.name)} (${cell(a.command)}, ${a.startedAt})`,
    `- B: ${cell(b.name)} (${cell(b.command)}, ${b.startedAt})`,
    ...compareSections(comparison).flatMap(({ heading, notes, table }) => [
      '',
      `## ${heading}`,
      ...notes.flatMap((note) => ['', cell(note)]),
      ...(table === null
        ? []
        : [
            '',
            row(table.head),
            row(table.head.map(() => '---')),
            ...table.rows.map((cells) => row(cells.map(cell))),
          ]),
    ]),
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text in a table's cell or a line: nothing in it ends the cell or opens markup. */
function cell(text: string): string {
  return text.replace(/[\\|`*_<>[\]#&]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');
}
