import type { GateFinding, GateResult } from '../../../gate/gate-result.js';
import { operationTitle } from '../../../gate/words.js';
import { count, formatCompact, formatEffect, formatLatency, formatTime } from '../../format.js';
import { betterGroups, type Cause, type OperationGroup, worseGroups } from '../groups.js';
import { gateTrust } from '../trust.js';
import { metricWords, ruleWords, sideWords, verdictWords } from '../words.js';
import type { GateExporter } from './exporter.js';
import { fenced, htmlText, markdownText, tableHead, tableRow } from './markdown-text.js';
import { merged } from './merged.js';
import { type Piece, withinBytes } from './within-bytes.js';

/** GitHub refuses a step's summary that is larger, and shows nothing of it. */
export const MOST_SUMMARY_BYTES = 1024 * 1024;

/** Pairs of plans; the report has the others. */
const MOST_PLANS = 20;

/** Nothing was compared, or not all of it; each is a notice that says why. */
const SKIPPED_RULES = ['operation-added', 'operation-removed', 'not-compared', 'answer-changed'];

/**
 * `summary.md`: what the page of a pull request says, as GitHub Flavored Markdown: the sentence, what
 * got worse and better, the plans behind it, the timings, why to trust it, and what was not compared.
 */
export const githubSummary: GateExporter = {
  name: 'summary',
  file: 'summary.md',
  text: (result) => summaryWithin(result, MOST_SUMMARY_BYTES),
};

/**
 * The summary in at most `mostBytes` bytes of UTF-8: what earlier commands of a step left of its
 * 1 MiB. Empty where not even the line fits that says so.
 */
export function summaryWithin(result: GateResult, mostBytes: number): string {
  const worse = worseGroups(result);
  const notices = result.findings.filter(({ level }) => level === 'notice');
  const isSkip = ({ rule }: GateFinding) => SKIPPED_RULES.includes(rule);
  const pieces = [
    ...head(result),
    ...changes('What got worse', worse),
    ...plansOf(worse),
    ...changes('What got better', betterGroups(result)),
    ...messages(
      'To be known',
      notices.filter((notice) => !isSkip(notice)),
    ),
    ...timings(result),
    trust(result),
    ...messages('Not compared', notices.filter(isSkip)),
    needed(madeOf(result)),
  ];
  return withinBytes(
    pieces,
    mostBytes,
    (leftOut) =>
      `**Cut here**: GitHub shows at most 1 MiB of a step${leftOut > 0 ? `, so ${count(leftOut, 'table or pair of plans', 'tables and pairs of plans')} went` : ''}. The report's \`index.html\` has all of it.`,
  );
}

function head({
  verdict,
  sentence,
  status,
  statusReason,
  trust,
  gate,
  operations,
}: GateResult): Piece[] {
  const untold = operations.inconclusive.length;
  return [
    needed(`## rlsbench gate: ${verdict}`),
    needed(`**${markdownText(sentence)}**`),
    ...(status === 'complete'
      ? []
      : [
          needed(
            `> The gate is ${status}: ${markdownText(statusReason ?? 'no reason was written down')}`,
          ),
        ]),
    ...(trust.untrusted
      ? [
          needed(
            '> Timing is untrusted: identical databases differed, so it fails nothing. Exact checks stand.',
          ),
        ]
      : []),
    ...(untold === 0
      ? []
      : [
          needed(
            `${count(untold, 'operation is', 'operations are')} inconclusive, ${status === 'complete' ? `which ${gate.strict ? 'fails with --strict' : 'passes'}` : 'for the gate did not come to its end'}: ${operations.inconclusive.map(markdownText).join(', ')}.`,
          ),
        ]),
  ];
}

/** The figures side by side, and what an engineer would say of each. */
function changes(title: string, groups: readonly OperationGroup[]): Piece[] {
  if (groups.length === 0) return [];
  const rows = groups.flatMap((group) => [
    ...group.causes.flatMap((cause) =>
      alikeOf(cause).map(([first, ...others]) => {
        const findings = [first, ...others];
        const tenants = namesOf(findings, ({ tenant }) => tenant, 'tenant');
        const arms = namesOf(findings, ({ arm }) => arm, 'arm');
        const figures = [first.base ?? '', first.head ?? ''];
        return [group.title, ruleWords(cause.rule), `${tenants}; ${arms}`, ...figures];
      }),
    ),
    // Medians of all blocks may point another way than the pairs that are judged.
    ...group.timings.map(({ metric, tenant, arm, ratio, low, high }) => {
      const head = `${formatCompact(ratio, low, high)} over paired blocks`;
      return [group.title, metricWords(metric), `${tenant}; ${arm}`, '', head];
    }),
  ]);
  const table = [tableHead(['operation', 'what', 'for', 'base', 'head']), ...rows.map(tableRow)];
  const sentences = groups.flatMap(({ causes }) => causes.map((cause) => `- ${inWords(cause)}`));
  return [
    needed(`### ${title}`),
    needed(table.join('\n')),
    ...(sentences.length === 0 ? [] : [needed(sentences.join('\n'))]),
  ];
}

type Alike = [GateFinding, ...GateFinding[]];

/** A row each: those of the same figures on both sides. A tenant's figures are its own; what proofs say is no figure. */
function alikeOf({ findings }: Cause): Alike[] {
  const rows = new Map<string, Alike>();
  for (const finding of findings) {
    const { base, head } = finding;
    const key = base === null || head === null ? '' : JSON.stringify([base, head]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [finding]);
    else known.push(finding);
  }
  return [...rows.values()];
}

/** What a rule found of an operation, by its first finding. */
function inWords({ findings }: Cause): string {
  const [first, ...others] = merged(findings);
  const more = others.length === 0 ? '' : ` And ${others.length} more like it.`;
  return markdownText(`${first?.finding.message ?? ''}${more}`);
}

/** A few by name, many by number. */
function namesOf(
  findings: readonly GateFinding[],
  of: (finding: GateFinding) => string | null,
  word: string,
): string {
  const names = [...new Set(findings.map(of))].filter((name) => name !== null);
  if (names.length === 0) return `every ${word}`;
  return names.length > 3 ? count(names.length, word) : names.join(', ');
}

/** Of each operation and tenant the first pair; the others are of other arms. */
function plansOf(groups: readonly OperationGroup[]): Piece[] {
  const pairs = groups.flatMap(({ title, causes }) => {
    const found = causes.flatMap(({ findings }) => findings).filter(({ plans }) => plans !== null);
    const isFirst = ({ tenant }: GateFinding, index: number) =>
      found.findIndex((each) => each.tenant === tenant) === index;
    return found.filter(isFirst).map((finding) => ({ title, ...finding }));
  });
  const more = pairs.length - MOST_PLANS;
  return [
    ...pairs.slice(0, MOST_PLANS).map(({ title, tenant, arm, plans }) => {
      const place = [title, tenant, arm].filter((part) => part !== null).join(', ');
      const sides = ['Base:', fenced(plans?.base ?? ''), 'Head:', fenced(plans?.head ?? '')];
      return optional(folded(`Plans of ${place}`, sides.join('\n\n')));
    }),
    ...(more > 0 ? [needed(`${count(more, 'more pair')} of plans in the report.`)] : []),
  ];
}

/** What is read on demand. The empty lines let Markdown begin again inside (GFM 4.6, kind 6). */
function folded(title: string, markdown: string): string {
  return `<details><summary>${htmlText(title)}</summary>\n\n${markdown}\n\n</details>`;
}

function timings(result: GateResult): Piece[] {
  if (result.timings.length === 0) return [];
  const titles = [
    'operation',
    'tenant',
    'arm',
    'metric',
    'base',
    'head',
    'head over base, in pairs',
  ];
  const table = [
    tableHead([...titles, 'noise floor', 'blocks', 'verdict']),
    ...result.timings.map((timing) =>
      tableRow([
        operationTitle(result, timing.scenario, timing.operation),
        timing.tenant,
        timing.arm,
        metricWords(timing.metric),
        formatLatency(timing.baseNs),
        formatLatency(timing.headNs),
        formatCompact(timing.ratio, timing.low, timing.high),
        formatEffect(timing.noiseFloor),
        `${timing.blocks}`,
        verdictWords(timing),
      ]),
    ),
  ].join('\n');
  const { ratio, absoluteNs, noiseFloors } = result.gate.margins;
  return [
    needed('### Timings'),
    needed(
      `Base and head in pairs of blocks, on one server; base and head have medians of all blocks, which may differ in another way than the pairs that are judged. A timing fails where head is slower by more than ${formatEffect(ratio)} and by more than the larger of ${formatLatency(absoluteNs)} and ${noiseFloors} noise floors, and is so again on fresh connections. Intervals are 95%.`,
    ),
    optional(folded(count(result.timings.length, 'timing'), table)),
  ];
}

function trust(result: GateResult): Piece {
  const lines = gateTrust(result).map(
    ({ label, value, note, alarm }) =>
      `- ${alarm ? '**(!)** ' : ''}${markdownText(`${label}: ${value} (${note})`)}`,
  );
  const notes = result.trust.notes.map((note) => `- Note: ${markdownText(note)}`);
  return needed(['### Can it be trusted?', '', ...lines, ...notes].join('\n'));
}

function messages(title: string, findings: readonly GateFinding[]): Piece[] {
  if (findings.length === 0) return [];
  const lines = merged(findings).map(
    ({ finding }) => `- **${ruleWords(finding.rule)}**: ${markdownText(finding.message)}`,
  );
  return [needed([`### ${title}`, '', ...lines].join('\n'))];
}

function madeOf({ gate, target, dataset, seed, environment, startedAt }: GateResult): string {
  const sides = `Base ${sideWords(gate.base)}, head ${sideWords(gate.head)}`;
  const place = `PostgreSQL ${target.serverVersion}, dataset ${dataset.schema}, seed ${seed}, rlsbench ${environment.rlsbenchVersion}`;
  return markdownText(`${sides}; ${place}, ${formatTime(startedAt)}.`);
}

function needed(text: string): Piece {
  return { text, optional: false };
}

function optional(text: string): Piece {
  return { text, optional: true };
}
