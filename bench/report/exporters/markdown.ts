import type { Result } from '../../result/result.js';
import { alarmsOf } from '../alarms.js';
import { answerOf } from '../answer.js';
import { armTitle, cellsOf, titleAmong } from '../cells.js';
import {
  formatDifference,
  formatEffect,
  formatInterval,
  formatRatio,
  formatTime,
} from '../format.js';
import { judgementLabel } from '../judge.js';
import { leadText } from '../lead.js';
import { mainContrasts } from '../main-contrasts.js';
import { scenarioAnswer } from '../page/sections/registry.js';
import { type OwnPage, pagesOf } from '../pages.js';
import { plansDiffer } from '../plan-differences.js';
import { skippedPlaces } from '../skipped-place.js';
import { trustFigures } from '../trust.js';
import type { Exporter } from './exporter.js';

/** `summary.md`: the answer, why to believe it, the main contrasts, and where to read on. */
export const markdown: Exporter = {
  name: 'markdown',
  files: ({ result }) => [{ path: 'summary.md', text: summary(result) }],
};

function summary(result: Result): string {
  const { main, own } = pagesOf(result);
  const { lead, place, findings } = answerOf(main);
  const places = skippedPlaces(result.skipped, result.scenarios.length > 1);
  return `${[
    ...main.scenarios.map((scenario) => `# ${escapeMarkdown(scenario.question)}`),
    ...(main.scenarios.length === 0 ? ['# The scenarios'] : []),
    ...alarmsOf(result).map(
      (alarm) =>
        `> **${escapeMarkdown(alarm.title)}**\n${alarm.lines.map((line) => `> - ${escapeMarkdown(line)}`).join('\n')}`,
    ),
    ...(main.scenarios.length === 0
      ? []
      : [
          lead === null
            ? 'Nothing was measured, so there is no answer.'
            : `**${escapeMarkdown(leadText(lead))}**`,
        ]),
    ...(findings.length === 0
      ? []
      : [findings.map((finding) => `- ${escapeMarkdown(finding.text)}`).join('\n')]),
    ...(place === null
      ? []
      : [`Unless a sentence says otherwise, measured on: ${escapeMarkdown(place)}.`]),
    ...scenarios(own, main.scenarios.length > 0),
    ...failedExpectations(result),
    '## Can it be trusted?',
    trustFigures(result)
      .map(({ label, value, note, alarm }) =>
        escapeMarkdown(`- ${alarm ? '(!) ' : ''}${label}: ${value} (${note})`, 2),
      )
      .join('\n'),
    ...(main.scenarios.length === 0
      ? []
      : [
          '## Main contrasts',
          'Median latency, treatment over baseline; 95% intervals, unadjusted for the number of contrasts. MDE: the minimum detectable effect.',
          table(main),
        ]),
    '## Skipped',
    result.skipped.length === 0
      ? 'Nothing.'
      : result.skipped
          .map(({ reason }, index) => `- ${escapeMarkdown(`${places[index]}: ${reason}`)}`)
          .join('\n'),
    '## Read on',
    `- \`index.html\`${own.length > 0 ? ' and a page a scenario' : ''}: charts, every figure, plans side by side\n- \`result.json\`: every figure, for programs\n- \`charts/\`: each chart's Vega-Lite spec and SVG\n- \`plans/\`: EXPLAIN's output, whole`,
    `PostgreSQL ${escapeMarkdown(result.target.serverVersion)}, ${escapeMarkdown(result.environment.cpuModel)}, ${result.environment.cores} cores, profile ${escapeMarkdown(result.profile.name)}, seed ${result.seed}, ${formatTime(result.startedAt)}. Ratios carry over to other machines; absolute times do not.`,
  ].join('\n\n')}\n`;
}

/** One line a scenario with a page of its own: question, answer, page. */
function scenarios(own: readonly OwnPage[], beside: boolean): string[] {
  if (own.length === 0) return [];
  const lines = own.map(({ view, path }) => {
    const answer = scenarioAnswer(view)
      .slice(0, 2)
      .map(({ text, firm }) => `${firm ? '' : 'Not firm. '}${text}`)
      .join(' ');
    return `- **${escapeMarkdown(view.facts.question)}** ${escapeMarkdown(answer)} ([${escapeMarkdown(view.facts.name)}](${path}))`;
  });
  return [...(beside ? ['## The other scenarios'] : []), lines.join('\n')];
}

/** What had to hold of the plans and did not, each with the sentence an engineer would say. */
function failedExpectations({ expectations, scenarios }: Result): string[] {
  const failed = expectations.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [];
  const lines = failed.map((one) => {
    const facts = scenarios.find(({ name }) => name === one.scenario);
    const arm = facts === undefined ? one.arm : armTitle(facts, one.arm);
    return `- ${escapeMarkdown(`${one.scenario}, ${one.operation}, ${one.tenant} tenant, ${arm}: expected ${one.rule} ${one.expected}; ${one.message}`)}`;
  });
  return [`## ${failed.length} of ${expectations.length} expectations failed`, lines.join('\n')];
}

function table(result: Result): string {
  const head = [
    'operation',
    'tenant',
    'at a time',
    'treatment over baseline',
    'ratio',
    '95% interval',
    'difference',
    'noise floor',
    'MDE',
    'blocks',
    'judgement',
  ];
  const cells = cellsOf(result);
  const rows = cells.flatMap((cell) =>
    mainContrasts(cell).map((contrast) => [
      titleAmong(cells, cell),
      cell.tenant,
      `${cell.concurrency}`,
      `${armTitle(cell.scenario, contrast.treatment)} over ${armTitle(cell.scenario, contrast.baseline)}`,
      formatRatio(contrast.ratio),
      formatInterval(contrast.ratio, contrast.low, contrast.high),
      formatDifference(contrast.differenceNs),
      formatEffect(contrast.noiseFloor),
      formatEffect(contrast.minimumDetectableEffect),
      `${contrast.blocks}`,
      `${judgementLabel(contrast)}${plansDiffer(cell, contrast) ? '; plans differ' : ''}`,
    ]),
  );
  if (rows.length === 0) return 'No contrast has enough blocks.';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => escapeMarkdown(cell)))),
  ].join('\n');
}

/** Escapes what Markdown or HTML inside it would read as markup, from a position on. */
function escapeMarkdown(text: string, from = 0): string {
  return (
    text.slice(0, from) +
    text
      .slice(from)
      .replace(/\s*[\r\n]+\s*/g, ' ')
      .replace(/[\\`*_[\]|#]/g, '\\$&')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  );
}
