import type { GateFinding, GateResult, GateTiming } from '../../../gate/gate-result.js';
import { formatCompact, formatLatency } from '../../format.js';
import { metricWords, operationTitle, ruleWords } from '../words.js';
import type { GateExporter } from './exporter.js';

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

/**
 * Workflow commands, one a line, for the log of a step: errors for what fails the gate, warnings for
 * what could not be told, notices for what is to be known. What GitHub would not show is counted.
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions; escaping as the
 * runner's ActionCommand.cs undoes it.
 */
export const githubAnnotations: GateExporter = {
  name: 'annotations',
  file: null,
  text: (result) => {
    const all = [
      ...result.findings.flatMap((finding) => ofFinding(finding)),
      ...result.timings.flatMap((timing) => ofTiming(result, timing)),
    ];
    const kinds: readonly Kind[] = ['error', 'warning', 'notice'];
    return kinds
      .flatMap((kind) => shown(all.filter((annotation) => annotation.kind === kind)))
      .map((annotation) => `${command(annotation)}\n`)
      .join('');
  },
};

function ofFinding({ level, rule, message, file, line }: GateFinding): Annotation[] {
  if (level === 'better') return [];
  const kind = level === 'failure' ? 'error' : 'notice';
  return [{ kind, file, line, title: `rlsbench: ${ruleWords(rule)}`, message }];
}

function ofTiming(result: GateResult, timing: GateTiming): Annotation[] {
  const { verdict, scenario, operation, tenant, arm, metric, reason } = timing;
  if (verdict === 'pass') return [];
  const isError = verdict === 'fail' || (verdict === 'inconclusive' && result.gate.strict);
  const facts = result.gate.scenarios.find(({ name }) => name === scenario);
  const times = `${formatLatency(timing.baseNs)} to ${formatLatency(timing.headNs)}`;
  const effect = formatCompact(timing.ratio, timing.low, timing.high);
  return [
    {
      kind: isError ? 'error' : 'warning',
      file: facts?.file ?? null,
      line: facts?.operations.find(({ name }) => name === operation)?.line ?? null,
      title: `rlsbench: ${verdict === 'fail' ? 'slower' : verdict}`,
      message: `${operationTitle(result, scenario, operation)}, ${tenant} tenant, ${arm}: ${metricWords(metric)} ${times}, ${effect}: ${reason}`,
    },
  ];
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
