import type { ContrastResult } from '../result/result.js';
import {
  armTitle,
  contextContrast,
  latencyContrasts,
  type ReportCell,
  rlsTotals,
} from './cells.js';
import { armsOf, doubt, effect, type Finding, isFirm, type Measured } from './finding.js';
import { count, formatLatency, listWords } from './format.js';
import { plansDiffer } from './plan-differences.js';

/** What telling the database the tenant costs in all, and the steps that make it up, in order. */
export function roundTripFinding(cell: ReportCell): Finding | null {
  const steps = latencyContrasts(cell).filter((contrast) => {
    const [treatment, baseline] = armsOf(cell, contrast);
    return (
      contrast.kind === 'step' &&
      treatment !== undefined &&
      baseline !== undefined &&
      treatment.facts.isolation === baseline.facts.isolation &&
      treatment.facts.client === baseline.facts.client &&
      treatment.measured.roundTrips > baseline.measured.roundTrips
    );
  });
  const first = steps[0];
  const last = steps[steps.length - 1];
  if (first === undefined || last === undefined) return null;
  const [from] = [armsOf(cell, first)[1]];
  const [to] = armsOf(cell, last);
  if (from === undefined || to === undefined) return null;
  const more = to.measured.roundTrips - from.measured.roundTrips;
  const whole = contextContrast(cell);
  // A journal of before that contrast was made has only the medians of its ends.
  const inAll =
    whole !== undefined
      ? `, in all ${effect(whole)}${doubt(whole)}`
      : from.measured.latency !== null && to.measured.latency !== null
        ? `, from a median of ${formatLatency(from.measured.latency.p50Ns)} to ${formatLatency(to.measured.latency.p50Ns)}`
        : '';
  return {
    topic: 'round-trips',
    text: `Telling the database who the tenant is takes ${count(more, 'more round trip')}${inAll}: ${listWords(
      steps.map((step) => `${step.title}: ${effect(step)}${doubt(step)}`),
    )}.`,
    firm: [...steps, ...(whole === undefined ? [] : [whole])].every(isFirm),
  };
}

/** What applications pay in all: the first total of RLS that sends its messages one by one. */
export function applicationTotal(cell: ReportCell): ContrastResult | undefined {
  const pipelined = pipelinedTotals(cell);
  return rlsTotals(cell).find((total) => !pipelined.includes(total));
}

/** What applications pay in all. */
export function totalFinding(cell: ReportCell): Finding | null {
  const total = applicationTotal(cell);
  if (total === undefined) return null;
  return {
    topic: 'total',
    text: `In all, as applications do it, “${armTitle(cell.scenario, total.treatment)}” over “${armTitle(cell.scenario, total.baseline)}” is ${effect(total)}${doubt(total)}${planCaveat(cell, total)}.`,
    firm: isFirm(total),
  };
}

/** What is left of the total when everything goes in one round trip, and what that step saves. */
export function pipeliningFinding(cell: ReportCell): Finding | null {
  const pipelined = pipelinedTotals(cell);
  if (pipelined.length === 0) return null;
  return {
    topic: 'pipelining',
    text: `Pipelined, what is left: ${listWords(
      pipelined.map(
        (contrast) =>
          `${effect(contrast)} (“${armTitle(cell.scenario, contrast.treatment)}” over “${armTitle(cell.scenario, contrast.baseline)}”${doubt(contrast)}${planCaveat(cell, contrast)})`,
      ),
    )}.`,
    firm: pipelined.every(isFirm),
  };
}

function planCaveat(cell: ReportCell, contrast: ContrastResult): string {
  return plansDiffer(cell, contrast) ? ', plans differ' : '';
}

/** The totals of RLS whose messages all go in one round trip. */
export function pipelinedTotals(cell: ReportCell): ContrastResult[] {
  return rlsTotals(cell).filter((contrast) => {
    const [treatment] = armsOf(cell, contrast);
    return treatment !== undefined && isPipelined(treatment);
  });
}

function isPipelined(arm: Measured): boolean {
  return (
    arm.facts.client === 'pg-pipeline' ||
    arm.facts.context === 'set-config-pipelined' ||
    arm.facts.context === 'set-config-implicit'
  );
}
