import type { ContrastResult, Result } from '../result/result.js';
import { count, formatEffect, formatInterval, formatRatio } from './format.js';

/** What a reader needs to know before believing any number of the run. */
export interface Trust {
  readonly controls: readonly ContrastResult[];
  /** The A/A contrast that strayed furthest from "no difference". */
  readonly worstControl: ContrastResult | null;
  /** As ratios minus 1, over the cells. */
  readonly noiseFloor: { readonly median: number; readonly largest: number } | null;
  readonly proofs: {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    /** Those that sabotage a clone and must fail there: they show the proofs can fail. */
    readonly negativeControls: number;
  };
  readonly blocks: { readonly fewest: number; readonly most: number } | null;
  /** A/A contrasts of any metric whose identical arms differed. */
  readonly untrusted: readonly ContrastResult[];
}

/** Everything the trust line says, from the result alone. */
export function trustOf(result: Result): Trust {
  const latency = result.contrasts.filter((contrast) => contrast.metric === 'p50');
  const controls = latency.filter((contrast) => contrast.kind === 'aa');
  const floors = controls.map((control) => control.noiseFloor).sort((a, b) => a - b);
  const blocks = latency.map((contrast) => contrast.blocks);
  const of = (status: string) => result.proofs.filter((proof) => proof.status === status).length;
  return {
    controls,
    worstControl: controls.reduce<ContrastResult | null>(
      (worst, control) =>
        worst === null || Math.abs(Math.log(control.ratio)) > Math.abs(Math.log(worst.ratio))
          ? control
          : worst,
      null,
    ),
    noiseFloor:
      floors.length === 0
        ? null
        : {
            median: floors[Math.floor((floors.length - 1) / 2)] ?? 0,
            largest: floors[floors.length - 1] ?? 0,
          },
    proofs: {
      passed: of('passed'),
      failed: of('failed'),
      skipped: of('skipped'),
      negativeControls: result.proofs.filter((proof) => /control/i.test(proof.proof)).length,
    },
    blocks: blocks.length === 0 ? null : { fewest: Math.min(...blocks), most: Math.max(...blocks) },
    untrusted: result.contrasts.filter(({ kind, untrusted }) => kind === 'aa' && untrusted),
  };
}

/** A figure of the trust line: what it is, its value, and how to take it. */
export interface TrustFigure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly alarm: boolean;
}

/** The trust line as labelled figures, the same on the page, in Markdown and in the terminal. */
export function trustFigures(result: Result): TrustFigure[] {
  const trust = trustOf(result);
  const { passed, failed, skipped, negativeControls } = trust.proofs;
  const figures: TrustFigure[] = [];
  const worst = trust.worstControl;
  if (isCompared(result)) {
    figures.push({
      label: 'Identical arms (A/A)',
      value: worst === null ? 'not measured' : `at most ${formatRatio(worst.ratio)}`,
      note:
        worst === null
          ? 'no A/A arm was measured, so the noise is not known'
          : `worst of ${count(trust.controls.length, 'pair')}; 95% interval ${formatInterval(worst.ratio, worst.low, worst.high)}`,
      alarm: worst === null || trust.untrusted.length > 0,
    });
  }
  if (trust.noiseFloor !== null) {
    figures.push({
      label: 'Noise floor',
      value: formatEffect(trust.noiseFloor.median),
      note: `of median latency; median over the cells, the noisiest ${formatEffect(trust.noiseFloor.largest)}`,
      alarm: false,
    });
  }
  const ran = passed + failed;
  figures.push({
    label: 'Proofs passed',
    value: `${passed} of ${ran}`,
    note: [
      negativeControls > 0
        ? `${count(negativeControls, 'of them a negative control', 'of them negative controls')}`
        : 'no negative controls among them',
      ...(skipped > 0 ? [`${skipped} more skipped`] : []),
    ].join('; '),
    alarm: failed > 0 || ran === 0,
  });
  if (trust.blocks !== null) {
    const { fewest, most } = trust.blocks;
    figures.push({
      label: 'Blocks a cell',
      value: fewest === most ? `${fewest}` : `${fewest} to ${most}`,
      note: `at least ${result.profile.minimumBlocks} asked for; fresh connections each`,
      alarm: fewest < result.profile.minimumBlocks,
    });
  }
  figures.push(...passesFigure(result));
  const { before, cores } = result.environment;
  if (before.loadAverage1m > cores) {
    figures.push({
      label: 'Machine load before',
      value: `${before.loadAverage1m.toFixed(1)} on ${count(cores, 'core')}`,
      note: 'others were using this machine: intervals are wider than they need to be',
      alarm: true,
    });
  }
  return figures;
}

/** False where all that was to be measured is load or leaks, which have no contrasts and no A/A. */
function isCompared({ scenarios }: Result): boolean {
  return scenarios.length === 0 || scenarios.some(({ contrasts }) => contrasts.length > 0);
}

/** How many passes a figure of load is the median of; none where no load was made. */
function passesFigure({ loads }: Result): TrustFigure[] {
  if (loads.length === 0) return [];
  const passes = new Map<string, number>();
  for (const { scenario, arm, operation, tenant, loop, levels } of loads) {
    const point = JSON.stringify([scenario, arm, operation, tenant, loop, levels]);
    passes.set(point, (passes.get(point) ?? 0) + 1);
  }
  const [fewest, most] = [Math.min(...passes.values()), Math.max(...passes.values())];
  return [
    {
      label: 'Passes of a load',
      value: fewest === most ? `${fewest}` : `${fewest} to ${most}`,
      note:
        fewest < 2
          ? 'how much a figure of one pass varies is not known'
          : 'a figure is their median, with the smallest and largest',
      alarm: fewest < 2,
    },
  ];
}
