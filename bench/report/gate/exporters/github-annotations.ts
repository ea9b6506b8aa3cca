import type { GateFinding, GateTiming } from '../../../gate/gate-result.js';
import { formatCompact } from '../../format.js';
import { type OperationGroup, operationGroups } from '../groups.js';
import { metricWords } from '../words.js';
import type { GateExporter } from './exporter.js';
import { merged } from './merged.js';

/** GitHub shows so many of a kind for a step and drops the others in silence. */
export const MOST_ANNOTATIONS = 10;

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly kind: Kind;
  readonly file: string | null;
  readonly line: number | null;
  readonly title: string;
  readonly message: string;
}

/** Lines of one annotation; the report has the others. */
const MOST_LINES = 5;

/**
 * Workflow commands, one a line, for the log of a step: an error for each operation that fails the gate,
 * a warning for what could not be told, a notice for what is to be known. What GitHub would not show is
 * counted.
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions; escaping as the
 * runner's ActionCommand.cs undoes it.
 */
export const githubAnnotations: GateExporter = {
  name: 'annotations',
  file: null,
  text: (result) => {
    const { findings, timings, gate } = result;
    const isError = ({ verdict }: GateTiming) =>
      verdict === 'fail' || (gate.strict && verdict !== 'pass');
    const isWarning = (timing: GateTiming) => timing.verdict !== 'pass' && !isError(timing);
    const of = (kind: Kind, level: GateFinding['level'] | null, said: (t: GateTiming) => boolean) =>
      shown(
        operationGroups(
          result,
          findings.filter((finding) => finding.level === level),
          timings.filter(said),
        ).map((group) => annotation(kind, group)),
      );
    return [
      ...of('error', 'failure', isError),
      ...of('warning', null, isWarning),
      ...of('notice', 'notice', () => false),
    ]
      .map((each) => `${command(each)}\n`)
      .join('');
  },
};

/** One notice of no file, as a line for the log of a step. */
export function githubNotice(title: string, message: string): string {
  return `${command({ kind: 'notice', file: null, line: null, title: `rlsbench: ${title}`, message })}\n`;
}

function annotation(
  kind: Kind,
  { title, file, line, causes, timings }: OperationGroup,
): Annotation {
  const lines = [
    ...causes.flatMap(({ findings }) => merged(findings).map(({ finding }) => finding.message)),
    ...timings.map(timingLine),
  ];
  const more = lines.length - MOST_LINES;
  const message = [
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`And ${more} more, in the report.`] : []),
  ].join('\n');
  return { kind, file, line, title: `rlsbench: ${title}`, message };
}

function timingLine(timing: GateTiming): string {
  const { tenant, arm, metric, reason, ratio, low, high } = timing;
  // Medians of all blocks may point another way than the pairs that are judged: the report has them.
  return `${metricWords(metric)}, ${tenant} tenant, ${arm}: ${formatCompact(ratio, low, high)} over paired blocks: ${timing.verdict}, ${reason}`;
}

/** At most ten; where there are more, the tenth says how many. */
function shown(annotations: readonly Annotation[]): readonly Annotation[] {
  const first = annotations[0];
  if (first === undefined || annotations.length <= MOST_ANNOTATIONS) return annotations;
  const kept = annotations.slice(0, MOST_ANNOTATIONS - 1);
  const message = `${annotations.length - kept.length} more ${first.kind}s: GitHub shows ${MOST_ANNOTATIONS} of a step; the step's summary and the report have all.`;
  return [...kept, { kind: first.kind, file: null, line: null, title: 'rlsbench', message }];
}

function command({ kind, file, line, title, message }: Annotation): string {
  const properties = [
    ...(file === null ? [] : [`file=${escapeProperty(file)}`]),
    ...(file === null || line === null ? [] : [`line=${line}`]),
    `title=${escapeProperty(title)}`,
  ];
  return `::${kind} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
