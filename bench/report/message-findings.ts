import { armTitle, latencyContrasts, type ReportCell } from './cells.js';
import { armsOf, doubt, effect, type Finding, isFirm, type Measured } from './finding.js';
import { count, formatLatency, listWords } from './format.js';

/** The steps that add round trips and nothing else, in order. */
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
  const medians =
    from.measured.latency !== null && to.measured.latency !== null
      ? `, from a median of ${formatLatency(from.measured.latency.p50Ns)} to ${formatLatency(to.measured.latency.p50Ns)}`
      : '';
  return {
    topic: 'round-trips',
    text: `Telling the database who the tenant is takes ${count(more, 'more round trip')}${medians}: ${listWords(
      steps.map((step) => `${step.title}: ${effect(step)}${doubt(step)}`),
    )}.`,
    firm: steps.every(isFirm),
  };
}

/** What applications pay in all: the scenario's first total. */
export function totalFinding(cell: ReportCell): Finding | null {
  const total = latencyContrasts(cell).find((contrast) => contrast.kind === 'total');
  if (total === undefined) return null;
  return {
    topic: 'total',
    text: `In all, as applications do it, “${armTitle(cell.scenario, total.treatment)}” over “${armTitle(cell.scenario, total.baseline)}” is ${effect(total)}${doubt(total)}.`,
    firm: isFirm(total),
  };
}

/** What is left of the total when everything goes in one round trip, and what that step saves. */
export function pipeliningFinding(cell: ReportCell): Finding | null {
  const pipelined = latencyContrasts(cell).filter((contrast) => {
    const [treatment, baseline] = armsOf(cell, contrast);
    return (
      treatment !== undefined &&
      baseline !== undefined &&
      treatment.facts.isolation === 'rls' &&
      baseline.facts.context === 'none' &&
      contrast.kind === 'total' &&
      isPipelined(treatment)
    );
  });
  if (pipelined.length === 0) return null;
  return {
    topic: 'pipelining',
    text: `Pipelined, what is left: ${listWords(
      pipelined.map(
        (contrast) =>
          `${effect(contrast)} (“${armTitle(cell.scenario, contrast.treatment)}” over “${armTitle(cell.scenario, contrast.baseline)}”${doubt(contrast)})`,
      ),
    )}.`,
    firm: pipelined.every(isFirm),
  };
}

function isPipelined(arm: Measured): boolean {
  return (
    arm.facts.client === 'pg-pipeline' ||
    arm.facts.context === 'set-config-pipelined' ||
    arm.facts.context === 'set-config-implicit'
  );
}
