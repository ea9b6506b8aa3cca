import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BadInputError, EnvironmentError } from '../errors.js';
import type { GateResult } from '../gate/gate-result.js';
import { gateSentence } from '../gate/sentence.js';
import { requireKnown } from '../nearest.js';
import type { GateExporter } from '../report/gate/exporters/exporter.js';
import { githubAnnotations } from '../report/gate/exporters/github-annotations.js';
import { MOST_SUMMARY_BYTES, summaryWithin } from '../report/gate/exporters/github-summary.js';
import { GATE_EXPORTERS } from '../report/gate/exporters/registry.js';
import { gateTerminal } from '../report/gate/terminal.js';

/** Annotations on stdout and the step's summary together: a job's page has both. */
const GITHUB = 'github';

/** What `--report` accepts: a name, or NAME=FILE. */
export const GATE_REPORT_NAMES: readonly string[] = [
  GITHUB,
  ...GATE_EXPORTERS.map(({ name }) => name),
];

/** Where a gate is told to say what it decided. */
export interface GateReports {
  /** Printed instead of the text for people; null: that text. */
  readonly printed: GateExporter | null;
  readonly github: boolean;
  readonly files: readonly { readonly exporter: GateExporter; readonly file: string }[];
}

/**
 * Reads what `--report` was given, so that a mistake is told before anything is measured.
 *
 * @throws {BadInputError} for an unknown name, a name without its file, two formats for stdout, or two
 * for one file
 */
export function parseGateReports(reports: readonly string[]): GateReports {
  const names = new Set<string>();
  const files: { exporter: GateExporter; file: string }[] = [];
  for (const report of reports) {
    const [name = '', ...rest] = report.split('=');
    requireKnown('report', name, GATE_REPORT_NAMES);
    if (rest.length === 0) names.add(name);
    else files.push({ exporter: exporterFor(name, report), file: fileOf(report, rest.join('=')) });
  }
  if (names.size > 1) {
    throw new BadInputError(
      `Expected one --report for stdout, got ${[...names].join(' and ')}.`,
      'Give all but one a file: --report github --report junit=gate.xml.',
    );
  }
  const paths = files.map(({ file }) => resolve(file));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new BadInputError(
      `Expected one --report a file, got two for ${twice}.`,
      'Give each a file of its own.',
    );
  }
  const [name] = names;
  return {
    printed: name === undefined || name === GITHUB ? null : exporterFor(name, name),
    github: names.has(GITHUB),
    files,
  };
}

function exporterFor(name: string, report: string): GateExporter {
  const exporter = GATE_EXPORTERS.find((each) => each.name === name);
  if (exporter !== undefined) return exporter;
  throw new BadInputError(
    `Expected ${name} without a file, got "${report}": it annotates the log and appends to the step's summary.`,
    'Use --report summary=FILE for the Markdown alone.',
  );
}

function fileOf(report: string, file: string): string {
  if (file !== '') return file;
  throw new BadInputError(
    `Expected a file after the = of --report, got "${report}".`,
    'Name one, for example --report sarif=gate.sarif, or leave the = out to print.',
  );
}

/**
 * Says what a gate decided to whom `--report` names: files first, then the step's summary that
 * `GITHUB_STEP_SUMMARY` names, then stdout.
 *
 * @param error why the gate did not come to its end, which the caller prints: the text for people leaves it out
 * @param folder the gate's report, which the text for people points to; null where it was not written
 * @throws {BadInputError} as `parseGateReports`
 * @throws {EnvironmentError} naming the file that could not be written
 */
export async function publishGate(
  {
    result,
    folder,
    error,
  }: {
    readonly result: GateResult;
    readonly folder: string | null;
    readonly error?: unknown;
  },
  reports: readonly string[],
  env: NodeJS.ProcessEnv,
  out: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  const { printed, github, files } = parseGateReports(reports);
  for (const { exporter, file } of files) {
    await writing(file, async () => {
      await mkdir(dirname(resolve(file)), { recursive: true });
      await writeFile(file, exporter.text(result));
    });
  }
  const summary = env.GITHUB_STEP_SUMMARY;
  if (github && summary) await writing(summary, () => appendSummary(summary, result));
  const shown = error === undefined ? result : withoutReason(result);
  out.write(printed === null ? `${gateTerminal(shown, folder)}\n` : printed.text(result));
  if (github) out.write(githubAnnotations.text(result));
}

/** For people, who are told the error itself below it. */
function withoutReason(result: GateResult): GateResult {
  const shown = { ...result, statusReason: null };
  return { ...shown, sentence: gateSentence(shown) };
}

/** After what the step wrote there before, within what GitHub takes of both together. */
async function appendSummary(file: string, result: GateResult): Promise<void> {
  const before = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const gap = before === 0 ? '' : '\n\n';
  const text = summaryWithin(result, MOST_SUMMARY_BYTES - before - gap.length);
  if (text !== '') await appendFile(file, `${gap}${text}`);
}

async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new EnvironmentError(
      `Could not write ${file}: ${cause instanceof Error ? cause.message : cause}.`,
      "Allow writing there, or name another file; the gate's own folder has every format too.",
      { cause },
    );
  }
}
