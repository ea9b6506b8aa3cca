import type { GateMargins } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import type { ContrastResult, Figure } from '../../result/parts.js';
import type { Result } from '../../result/result.js';
import { baseArm, headArm } from '../combine/arm-names.js';
import type { Baseline } from './baseline.js';
import { travellingContrasts } from './travelling-ratios.js';

/** The probe under whose name a gate's journal keeps ratios; `arm` is then a contrast of a side. */
export const RATIO_PROBE = 'ratio';

/** Metric of the figure that says how far ratios must be apart to matter at all. */
export const leastOf = (metric: string) => `${metric}, least difference`;

/**
 * Ratios as a gate's journal keeps them: those of the baseline, those of a run made today, and for each
 * of these the least difference that matters: what the margins' absolute threshold is, seen from the
 * time its baseline arm takes here.
 */
export function ratioRecords(saved: Baseline, ran: Result, margins: GateMargins): JournalRecord[] {
  const asked = new Set(ran.scenarios.map(({ name }) => name));
  const before = saved.ratios
    .filter(({ scenario }) => asked.has(scenario))
    .map(({ contrast, blocks, ratio, ...rest }) =>
      figureOf({ ...rest, arm: baseArm(contrast), value: ratio, samples: blocks }),
    );
  const now = travellingContrasts(ran).flatMap((contrast) => {
    const { scenario, operation, tenant, metric, ratio, low, high, blocks } = contrast;
    const place = { scenario, operation, tenant, arm: headArm(contrast.contrast) };
    const least = leastDifference(contrast, ran, margins);
    return [
      figureOf({ ...place, metric, value: ratio, low, high, samples: blocks }, contrast.title),
      figureOf({
        ...{ ...place, metric: leastOf(metric), value: least },
        ...{ low: null, high: null, samples: blocks },
      }),
    ];
  });
  return [...before, ...now].map((figure) => ({ type: 'figure', figure }));
}

/** As a difference of ratios: a share of the time that the arm below takes in this cell. */
function leastDifference(
  { scenario, operation, tenant, baseline, metric, noiseFloor }: ContrastResult,
  { arms }: Result,
  { absoluteNs, noiseFloors }: GateMargins,
): number {
  const below = arms.find(
    (arm) =>
      arm.concurrency === 1 &&
      [arm.scenario, arm.operation, arm.tenant, arm.arm].join() ===
        [scenario, operation, tenant, baseline].join(),
  );
  const ns = { p50: below?.latency?.p50Ns, p75: below?.latency?.p75Ns }[metric as 'p50' | 'p75'];
  const belowNs = ns ?? below?.serverCpuNs;
  return Math.max(belowNs ? absoluteNs / belowNs : 0, noiseFloors * noiseFloor);
}

type RatioFigure = Omit<Figure, 'probe' | 'sibling' | 'unit' | 'note'>;

function figureOf(figure: RatioFigure, note = ''): Figure {
  return { ...figure, probe: RATIO_PROBE, sibling: null, unit: 'ratio', note };
}
