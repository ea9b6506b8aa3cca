import type { GateResult, GateTiming } from '../../../gate/gate-result.js';
import type { GateExporter } from './exporter.js';

/** One metric as Bencher takes it. */
export interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Benchmark by name, measure by slug (at most 64 characters). */
export type BencherReport = Record<string, Record<string, BencherMetric>>;

const MEASURES: Record<GateTiming['metric'], string> = {
  p50: 'p50-ratio',
  p75: 'p75-ratio',
  serverCpu: 'server-cpu-ratio',
};

/**
 * Bencher Metric Format: head over base with its interval for each timed cell, and how much was found.
 * Ratios, never times: a history is made on many machines, and only what is paired within a run
 * carries over between them.
 *
 * https://bencher.dev/docs/reference/bencher-metric-format
 */
export const bencher: GateExporter = {
  name: 'bencher',
  file: 'gate.bencher.json',
  text: (result) => `${JSON.stringify(bencherReport(result), null, 1)}\n`,
};

function bencherReport(result: GateResult): BencherReport {
  const report: BencherReport = { gate: foundCounts(result) };
  for (const { scenario, operation, tenant, arm, metric, ratio, low, high } of result.timings) {
    const name = [scenario, operation, tenant, arm].join('/');
    const measures = report[name] ?? {};
    measures[MEASURES[metric]] = { value: ratio, lower_value: low, upper_value: high };
    report[name] = measures;
  }
  return report;
}

function foundCounts({ findings, timings }: GateResult): Record<string, BencherMetric> {
  const of = (verdict: GateTiming['verdict']) =>
    timings.filter((timing) => timing.verdict === verdict).length;
  return {
    failures: { value: findings.filter(({ level }) => level === 'failure').length },
    slower: { value: of('fail') },
    inconclusive: { value: of('inconclusive') },
    untrusted: { value: of('untrusted') },
  };
}
