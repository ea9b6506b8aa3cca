import { join } from 'node:path';
import picocolors from 'picocolors';
import type { GateResult, GateTiming } from '../../gate/gate-result.js';
import { uncomparedOperations } from '../../gate/uncompared.js';
import { plainText } from '../../plain-text.js';
import { count, formatCompact, formatLatency } from '../format.js';
import { wrapText } from '../wrap-text.js';
import { type MergedFinding, merged } from './exporters/merged.js';
import {
  betterGroups,
  type Cause,
  noticeGroups,
  type OperationGroup,
  worseGroups,
} from './groups.js';
import { gateTrust } from './trust.js';
import { armsWords, metricWords, ruleWords, sourcePlace } from './words.js';

const WIDTH = 100;
/** Lines given to what got worse; the page has the rest. */
const MOST_LINES = 16;
const MOST_BETTER = 3;

/**
 * A gate in ten seconds: the sentence, what fails with its figures and where to mend it, what could
 * not be told, what got better, why to trust it, and where the page is.
 *
 * @param folder of the report; null where it was not written
 */
export function gateTerminal(
  result: GateResult,
  folder: string | null,
  colour: boolean = picocolors.isColorSupported,
): string {
  const colours = picocolors.createColors(colour);
  const failed = result.verdict === 'failed';
  const sentence = paragraph(`${failed ? 'Failed' : 'Passed'}. ${result.sentence}`);
  const troubled = [troubleLine(result), untrustedLine(result)].filter((line) => line !== null);
  const untold = untoldLine(result);
  const uncompared = uncomparedLine(result);
  const notices = noticeLine(result);
  const better = betterLines(result);
  return [
    colours.bold(failed ? colours.red(sentence) : colours.green(sentence)),
    ...troubled.map((line) => colours.yellow(paragraph(line))),
    ...worseLines(result, colours.bold),
    ...(untold === null ? [] : [colours.yellow(paragraph(untold, '  '))]),
    ...better.map((line) => colours.green(paragraph(line, '    '))),
    ...(uncompared === null ? [] : [colours.yellow(paragraph(uncompared, '  '))]),
    ...(notices === null ? [] : [colours.dim(paragraph(notices, '  '))]),
    colours.dim(paragraph(trustLine(result), '  ')),
    ...(folder === null ? [] : [`Page: ${join(folder, 'index.html')}`]),
  ].join('\n');
}

function worseLines(result: GateResult, bold: (text: string) => string): string[] {
  const groups = worseGroups(result);
  const lines: string[] = [];
  let shown = 0;
  for (const group of groups) {
    const place = sourcePlace(group);
    const title = cut(plainText(`- ${group.title}`), WIDTH);
    const under = [...(place === null ? [] : [`at ${place}`]), ...changeLines(group)];
    const added = [bold(title), ...under.map((line) => paragraph(`    ${line}`, '      '))];
    const height = added.join('\n').split('\n').length;
    if (shown > 0 && lines.join('\n').split('\n').length + height > MOST_LINES) break;
    lines.push(...added);
    shown++;
  }
  const left = groups.length - shown;
  return left === 0 ? lines : [...lines, `  and ${count(left, 'more operation')}, on the page`];
}

const MOST_CHANGES = 5;

/** The first of every cause, then the seconds and so on: what happened before how often it did. */
function changeLines({ causes, timings }: OperationGroup): string[] {
  const byCause = causes.map(causeLines);
  const longest = Math.max(0, ...byCause.map((lines) => lines.length));
  const inTurn = Array.from({ length: longest }, (_, at) =>
    byCause.flatMap((each) => each[at] ?? []),
  );
  const changes = [...(inTurn[0] ?? []), ...timings.map(timingLine), ...inTurn.slice(1).flat()];
  const left = changes.length - MOST_CHANGES;
  return left <= 0 ? changes : [...changes.slice(0, MOST_CHANGES), `and ${left} more`];
}

/** Proofs say the same at length of every tenant and arm, by one cause: the first is told, the others are counted. */
const TOLD_ONCE: readonly Cause['rule'][] = ['isolation', 'proof', 'context'];

function causeLines({ rule, findings }: Cause): string[] {
  const all = merged(findings);
  const [first, ...others] = all;
  if (first === undefined || others.length === 0 || !TOLD_ONCE.includes(rule)) {
    return all.map(findingLine);
  }
  const line = findingLine(first);
  return [`${line}${line.endsWith('.') ? ' And' : '; and'} ${others.length} more of the kind.`];
}

function findingLine({ finding, arms }: MergedFinding): string {
  const { rule, tenant, base, head, message } = finding;
  const where = [tenant, armsWords(arms)].filter((part) => part !== null && part !== '');
  if (base === null || head === null || where.length === 0) return message;
  return `${ruleWords(rule)} (${where.join(', ')}): ${base} -> ${head}`;
}

function timingLine(timing: GateTiming): string {
  const { metric, tenant, arm, baseNs, headNs, ratio, low, high } = timing;
  const medians = `${formatLatency(baseNs)} -> ${formatLatency(headNs)}`;
  return `${metricWords(metric)} (${tenant}, ${arm}): ${formatCompact(ratio, low, high)} over paired blocks (medians ${medians})`;
}

function untoldLine({ operations, gate, status }: GateResult): string | null {
  const { inconclusive } = operations;
  if (inconclusive.length === 0) return null;
  if (status !== 'complete') return `Not told by then: ${someOf(inconclusive)}.`;
  const passes = gate.strict ? 'fails it, with --strict' : 'passes; --strict fails it';
  return `Inconclusive, which ${passes}: ${someOf(inconclusive)}.`;
}

function betterLines(result: GateResult): string[] {
  const groups = betterGroups(result);
  const left = groups.length - MOST_BETTER;
  return [
    ...groups.slice(0, MOST_BETTER).map((group) => {
      const [change = '', ...others] = changeLines(group);
      const more = others.length === 0 ? '' : `; ${count(others.length, 'more figure')}`;
      return `+ Better: ${cut(plainText(group.title), 60)}: ${change}${more}`;
    }),
    ...(left > 0 ? [`+ Better: ${count(left, 'more operation')}, on the page`] : []),
  ];
}

function noticeLine(result: GateResult): string | null {
  const findings = noticeGroups(result).flatMap(({ causes }) => causes);
  if (findings.length === 0) return null;
  const rules = [...new Set(findings.map(({ rule }) => ruleWords(rule).toLowerCase()))];
  const notices = findings.reduce((sum, cause) => sum + cause.findings.length, 0);
  return `${count(notices, 'notice')}, which ${notices === 1 ? 'fails' : 'fail'} nothing: ${rules.join(', ')}.`;
}

function uncomparedLine(result: GateResult): string | null {
  const uncompared = uncomparedOperations(result);
  return uncompared.length === 0 ? null : `Not compared: ${someOf(uncompared)}.`;
}

function troubleLine({ status, statusReason, sentence }: GateResult): string | null {
  if (status === 'complete' || statusReason === null || sentence.includes(statusReason))
    return null;
  return `The gate is ${status}: ${statusReason}`;
}

function untrustedLine({ trust }: GateResult): string | null {
  if (!trust.untrusted) return null;
  return 'Timing is untrusted: identical databases differed, so it fails nothing. Exact checks stand.';
}

function trustLine(result: GateResult): string {
  const figures = gateTrust(result).map(({ label, value }) => `${label}: ${value}`);
  return `Trust: ${figures.join('; ')}.`;
}

function someOf(titles: readonly string[]): string {
  const shown = titles.slice(0, 3).map((title) => cut(plainText(title), 80));
  const left = titles.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** In lines of the terminal; one text never takes more than five. */
function paragraph(text: string, indent = ''): string {
  const start = /^ */.exec(text)?.[0] ?? '';
  const plain = plainText(text).trimStart();
  const lines = `${start}${wrapText(plain, WIDTH, indent)}`.split('\n');
  return lines.length <= 5 ? lines.join('\n') : [...lines.slice(0, 4), `${lines[4]} …`].join('\n');
}
