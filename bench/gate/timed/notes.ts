import { formatEffect } from '../../report/format.js';
import type { GateFacts } from '../../result/gate-parts.js';
import type { ProofResult } from '../../result/parts.js';
import type { GateTiming } from '../gate-result.js';
import { operationTitle, tenantWords } from '../words.js';
import { strayed, unequalControls } from './controls.js';
import { estimateTimings, type TimingEstimate } from './estimates.js';
import type { StandingTry, Try } from './tries.js';
import type { UnmeasuredCell } from './unmeasured.js';

export interface NotesInput {
  readonly tries: readonly Try[];
  readonly standing: readonly StandingTry[];
  readonly timings: readonly GateTiming[];
  /** Of what stands, the one furthest apart first. */
  readonly unequal: readonly TimingEstimate[];
  readonly unmeasured: readonly UnmeasuredCell[];
  readonly proofs: readonly ProofResult[];
  readonly gate: GateFacts;
}

/** What a reader must know of the timing as a whole, a sentence each. */
export function timingNotes(input: NotesInput): string[] {
  return [
    ...retriedNotes(input),
    ...untrustedNotes(input),
    ...serverCpuNotes(input),
    ...unmeasuredNotes(input),
  ];
}

function retriedNotes({ tries, standing, gate }: NotesInput): string[] {
  const stand = new Set(standing.map((one) => one.standing));
  const replaced = tries.filter((one) => one.kind !== 'confirmation' && !stand.has(one));
  return replaced.map(({ scenario, blocks }) => {
    const [worst] = unequalControls(estimateTimings(blocks, gate), gate.margins);
    const by = worst ? ` (by ${apart(worst)}, ${placeOf(worst, gate)})` : '';
    return `Two clones of base differed at first${by}, so ${scenario} was timed again on databases made anew.`;
  });
}

function untrustedNotes({ unequal, gate }: NotesInput): string[] {
  const [worst, ...others] = unequal;
  if (!worst) return [];
  const more = others.length > 0 ? `, and in ${others.length} more timings` : '';
  const then = gate.strict ? 'which fails a strict gate' : 'and fails nothing';
  return [
    `Two clones of base differ by ${apart(worst)} (${placeOf(worst, gate)}${more}): what timing says of head is not to be trusted, ${then}.`,
  ];
}

function serverCpuNotes({ timings }: NotesInput): string[] {
  const count = (metric: GateTiming['metric']) =>
    timings.filter((timing) => timing.metric === metric).length;
  const [latencies, cpus] = [count('p50'), count('serverCpu')];
  if (cpus >= latencies) return [];
  return [
    cpus === 0
      ? 'Server CPU could not be read here: only latency was judged.'
      : `Server CPU could be read for ${cpus} of ${latencies} timed cells: of the others only latency was judged.`,
  ];
}

function unmeasuredNotes({ unmeasured, proofs, gate }: NotesInput): string[] {
  const cellsOf = ([first, ...others]: readonly UnmeasuredCell[]) => {
    if (!first) return '';
    const title = operationTitle({ gate }, first.scenario, first.operation);
    const more = others.length > 0 ? ` (and ${others.length} more cells)` : '';
    return `${title} for ${tenantWords(first.tenant)}${more}`;
  };
  const tried = unmeasured.filter(({ isTried }) => isTried);
  const untried = unmeasured.filter(({ isTried }) => !isTried);
  const scenarios = [...new Set(untried.map(({ scenario }) => scenario))];
  return [
    ...(tried.length > 0 ? [`Not timed for want of blocks: ${cellsOf(tried)}.`] : []),
    ...scenarios.map((scenario) => {
      const cells = cellsOf(untried.filter((cell) => cell.scenario === scenario));
      return `Not timed, ${cells}: ${whyUntried(scenario, proofs)}`;
    }),
  ];
}

/** What was planned is proved once more with all that it will be sent; there it fell out. */
function whyUntried(scenario: string, proofs: readonly ProofResult[]): string {
  return (
    failedProofWords(proofs.filter((each) => each.scenario === scenario)) ??
    'with all its parameter sets base and head answer differently.'
  );
}

/** Whose proof failed first, and what was seen: a sentence's end. Null where none did. */
export function failedProofWords(proofs: readonly ProofResult[]): string | null {
  const failed = proofs.find(({ status, arm }) => status === 'failed' && arm !== null);
  if (!failed) return null;
  const detail = failed.detail.replace(/\s+/g, ' ').replace(/\.$/, '');
  return `arm ${failed.arm} fails the proof "${failed.proof}": ${detail}.`;
}

/** How far base's two clones are apart, whichever is the slower: "2.1%". */
export function apart(estimate: TimingEstimate): string {
  return formatEffect(Math.expm1(Math.abs(strayed(estimate))));
}

function placeOf({ pair, tenant, metric }: TimingEstimate, gate: GateFacts): string {
  const what = metric === 'serverCpu' ? 'server CPU' : metric;
  const title = operationTitle({ gate }, pair.scenario, pair.operation);
  return `${what} of ${title} for ${tenantWords(tenant)}`;
}
