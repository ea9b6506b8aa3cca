import type { Result } from '../../result/result.js';
import { sectionOf } from '../page/sections/registry.js';
import { pagesOf } from '../pages.js';
import { partOf } from '../scenario/part-of.js';
import type { Chart } from './chart.js';
import { percentiles } from './percentiles.js';
import { CHART_MAKERS } from './registry.js';

/**
 * Every chart of a report: for the scenarios of the main page all there are; for the others their
 * section's, and one percentile curve of their most telling cell. Drawing one takes 25 to 50 ms.
 */
export function chartsOf(result: Result): Chart[] {
  const { main, own } = pagesOf(result);
  return [
    ...CHART_MAKERS.flatMap((maker) => maker.charts(main)),
    ...own.flatMap(({ view }) => [
      ...(sectionOf(view)?.charts(view) ?? []),
      ...tellingCurve(partOf(result, [view.facts.name]), view.operations[0]?.name),
    ]),
  ];
}

function tellingCurve(part: Result, operation: string | undefined): Chart[] {
  const arms = part.arms.filter((arm) => arm.operation === operation && arm.latency !== null);
  const first = arms[0];
  if (first === undefined) return [];
  const concurrency = Math.min(...arms.map((arm) => arm.concurrency));
  const whale = arms.some(({ tenant }) => tenant === 'whale') ? 'whale' : first.tenant;
  return percentiles.charts({
    ...part,
    arms: arms.filter((arm) => arm.tenant === whale && arm.concurrency === concurrency),
  });
}
