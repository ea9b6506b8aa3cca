import type { GateResult } from '../../../gate/gate-result.js';
import { formatInterval, formatLatency } from '../../format.js';
import { metricWords } from '../words.js';
import type { GateExporter } from './exporter.js';

/** One line of github-action-benchmark's history. */
export interface SmallerIsBetter {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/**
 * What github-action-benchmark reads as `customSmallerIsBetter`: head over base for each timed cell,
 * and the number of failures, so that there is a line even where nothing was timed (it refuses an
 * empty list). Ratios, never times, for it compares what runners of many kinds said.
 *
 * https://github.com/benchmark-action/github-action-benchmark, src/extract.ts
 */
export const smallerIsBetter: GateExporter = {
  name: 'smaller-is-better',
  file: 'gate.smaller-is-better.json',
  text: (result) => `${JSON.stringify(lines(result), null, 1)}\n`,
};

function lines({ findings, timings, sentence }: GateResult): SmallerIsBetter[] {
  const failures = findings.filter(({ level }) => level === 'failure').length;
  return [
    { name: 'gate/failures', unit: 'findings', value: failures, extra: sentence },
    ...timings.map(({ scenario, operation, tenant, arm, metric, ratio, low, high, ...timing }) => ({
      name: [scenario, operation, tenant, arm, metricWords(metric)].join('/'),
      unit: 'head over base',
      value: ratio,
      range: formatInterval(ratio, low, high),
      extra: `base ${formatLatency(timing.baseNs)}, head ${formatLatency(timing.headNs)}, ${timing.blocks} blocks: ${timing.verdict}`,
    })),
  ];
}
