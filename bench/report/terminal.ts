import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Result } from '../result/result.js';
import { alarmsOf } from './alarms.js';
import { answerOf } from './answer.js';
import { cellsOf, policyContrast } from './cells.js';
import { formatEffect, formatInterval, formatRatio } from './format.js';
import { judge, judgementLabel } from './judge.js';
import { trustFigures } from './trust.js';

export interface TerminalOptions {
  /** Colours; by default as `NO_COLOR`, `FORCE_COLOR` and the terminal ask for. */
  readonly colour?: boolean;
  /** Characters a line. */
  readonly width?: number;
}

/** The run in ten seconds: what went wrong, the answer, the policy cell by cell, why to trust it. */
export function terminalSummary(result: Result, options: TerminalOptions = {}): string {
  const colours = picocolors.createColors(options.colour ?? picocolors.isColorSupported);
  const width = Math.max(40, options.width ?? 100);
  const paragraph = (text: string, indent = '') => wrapText(plainText(text), width, indent);
  const alarms = alarmsOf(result).flatMap((alarm) => [
    colours.red(colours.bold(paragraph(`! ${alarm.title}`))),
    ...alarm.lines.slice(0, 5).map((line) => paragraph(`  ${line}`, '  ')),
    ...(alarm.lines.length > 5 ? [`  and ${alarm.lines.length - 5} more, see the report`] : []),
  ]);
  const { findings } = answerOf(result);
  const answer =
    findings.length === 0
      ? ['Nothing was measured, so there is no answer.']
      : findings.map((finding) => {
          const text = paragraph(`- ${finding.text}`, '  ');
          return finding.firm ? text : colours.yellow(text);
        });
  const trust = trustFigures(result).map(({ label, value, note, alarm }) => {
    const text = paragraph(`${label}: ${value} (${note})`, '  ');
    return alarm ? colours.red(text) : colours.dim(text);
  });
  return [
    ...alarms,
    ...(alarms.length > 0 ? [''] : []),
    ...answer,
    '',
    ...policyTable(result, colours, width),
    ...trust,
  ].join('\n');
}

function policyTable(
  result: Result,
  colours: ReturnType<typeof picocolors.createColors>,
  width: number,
): string[] {
  const rows = cellsOf(result).flatMap((cell) => {
    const contrast = policyContrast(cell);
    if (contrast === undefined) return [];
    const paint = { dearer: colours.yellow, cheaper: colours.green, untrusted: colours.red }[
      judge(contrast) as string
    ];
    const label = judgementLabel(contrast);
    return [
      [
        shorten(plainText(cell.operationTitle), Math.max(12, width - 82)),
        `${cell.tenant} x${cell.concurrency}`,
        formatRatio(contrast.ratio),
        formatInterval(contrast.ratio, contrast.low, contrast.high),
        formatEffect(contrast.minimumDetectableEffect),
        paint === undefined ? label : paint(label),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const table = new Table({
    head: ['The policy itself', 'tenant x workers', 'median', '95% interval', 'MDE', ''],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...rows);
  return [table.toString(), ''];
}

/** Text from a server or a scenario must not steer the terminal: control characters go. */
function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function wrapText(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(last === undefined ? word : `${indent}${word}`);
    }
  }
  return lines.join('\n');
}
