import { join } from 'node:path';
import Table from 'cli-table3';
import picocolors from 'picocolors';
import { plainText } from '../plain-text.js';
import type { Result } from '../result/result.js';
import { alarmsOf } from './alarms.js';
import { answerOf } from './answer.js';
import { cellsOf, concurrencyWords, distinct, policyContrast, titleAmong } from './cells.js';
import { formatCompact } from './format.js';
import { judge, judgementLabel } from './judge.js';
import { leadText } from './lead.js';
import { scenarioAnswer } from './page/sections/registry.js';
import { pagesOf } from './pages.js';
import { shownPolicy } from './policy-evidence.js';
import { trustFigures } from './trust.js';
import { wrapText } from './wrap-text.js';

export interface TerminalOptions {
  /** Colours; by default as `NO_COLOR`, `FORCE_COLOR` and the terminal ask for. */
  readonly colour?: boolean;
  /** Characters a line. */
  readonly width?: number;
}

/**
 * The run in ten seconds: what went wrong, the answer, the policy by operation and tenant, why to
 * trust it, and where the report is.
 */
export function terminalSummary(
  result: Result,
  reportDir: string | null = null,
  options: TerminalOptions = {},
): string {
  const colours = picocolors.createColors(options.colour ?? picocolors.isColorSupported);
  const width = Math.max(40, options.width ?? 100);
  const paragraph = (text: string, indent = '') => wrapText(plainText(text), width, indent);
  const alarms = alarmsOf(result).flatMap((alarm) => [
    colours.red(colours.bold(paragraph(`! ${alarm.title}`))),
    ...alarm.lines.slice(0, 5).map((line) => paragraph(`  ${line}`, '  ')),
    ...(alarm.lines.length > 5 ? [`  and ${alarm.lines.length - 5} more, see the report`] : []),
  ]);
  const { main, own } = pagesOf(result);
  const { lead } = answerOf(main);
  const said = paragraph(
    lead === null ? 'Nothing was measured, so there is no answer.' : leadText(lead),
  );
  const answer =
    main.scenarios.length === 0 && own.length > 0
      ? []
      : [lead?.firm === false ? colours.yellow(said) : colours.bold(said), ''];
  const scenarios = own.flatMap(({ view }) => {
    const [first] = scenarioAnswer(view);
    return first === undefined
      ? []
      : [paragraph(`${view.facts.name}: ${first.firm ? '' : 'Not firm. '}${first.text}`, '  ')];
  });
  const expectations = expectationLines(result).map((line, i) =>
    i === 0 ? colours.red(colours.bold(paragraph(line))) : paragraph(line, '  '),
  );
  const trust = trustFigures(result).map(({ label, value, note, alarm }) => {
    const text = paragraph(`${label}: ${value} (${note})`, '  ');
    return alarm ? colours.red(text) : colours.dim(text);
  });
  const where = reportDir === null ? [] : ['', `Report: ${join(reportDir, 'index.html')}`];
  return [
    ...alarms,
    ...(alarms.length > 0 ? [''] : []),
    ...answer,
    ...policyTable(main, colours, width),
    ...scenarios,
    ...(scenarios.length > 0 ? [''] : []),
    ...expectations,
    ...(expectations.length > 0 ? [''] : []),
    ...trust,
    ...where,
  ].join('\n');
}

/** How many expectations failed, and the first of them; nothing where all hold. */
function expectationLines({ expectations }: Result): string[] {
  const failed = expectations.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [];
  return [
    `! ${failed.length} of ${expectations.length} expectations of plans failed.`,
    ...failed
      .slice(0, 5)
      .map(
        (one) =>
          `  ${one.scenario}, ${one.operation}, ${one.tenant}, ${one.arm}: ${one.rule} ${one.expected}: ${one.message}`,
      ),
    ...(failed.length > 5 ? [`  and ${failed.length - 5} more, see the report`] : []),
  ];
}

/** A row an operation and a column a tenant, at the lowest concurrency of each. */
function policyTable(
  result: Result,
  colours: ReturnType<typeof picocolors.createColors>,
  width: number,
): string[] {
  const all = cellsOf(result);
  const cells = all.filter((cell) => cell.concurrency === all[0]?.concurrency);
  const tenants = distinct(cells.map((cell) => cell.tenant));
  const operations = distinct(cells.map((cell) => titleAmong(cells, cell)));
  if (!cells.some((cell) => policyContrast(cell) !== undefined)) return [];
  const table = new Table({
    head: [
      `The policy itself,\n${concurrencyWords(all[0]?.concurrency ?? 1)}`,
      ...tenants.map((tenant) => `${tenant}\n(95% interval)`),
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const operation of operations) {
    const figures = tenants.map((tenant) => {
      const cell = cells.find((c) => c.tenant === tenant && titleAmong(cells, c) === operation);
      const shown = cell && shownPolicy(cell);
      if (shown === undefined) return 'not measured';
      const { contrast, plans } = shown;
      const paint = {
        untrusted: colours.red,
        dearer: colours.yellow,
        cheaper: colours.green,
        'within-noise': colours.dim,
        inconclusive: colours.dim,
        alone: colours.dim,
      }[judge(contrast)];
      return paint(
        `${formatCompact(contrast.ratio, contrast.low, contrast.high)}\n${judgementLabel(contrast)}${plans === '' ? '' : `\n${plans}`}`,
      );
    });
    table.push([
      twoLines(plainText(operation), Math.max(14, width - 27 * tenants.length - 4)),
      ...figures,
    ]);
  }
  return [table.toString(), ''];
}

function twoLines(text: string, limit: number): string {
  const lines = wrapText(text, limit, '').split('\n');
  const shown = lines.length > 2 ? [lines[0] ?? '', `${lines[1]} …`] : lines;
  return shown
    .map((line) => (line.length <= limit ? line : `${line.slice(0, limit - 1)}…`))
    .join('\n');
}
