import type { GateFacts } from '../result/gate-parts.js';
import type { GateFinding, GateResult, GateTiming } from './gate-result.js';
import type { UnmeasuredCell } from './timed/unmeasured.js';
import type { UntimedOperation } from './timed/untimed.js';
import { operationTitle } from './words.js';

export interface OperationsInput {
  readonly gate: GateFacts;
  /** Work that both sides planned and that is the same work: what exact figures are compared of. */
  readonly planned: readonly OfOperation[];
  readonly findings: readonly GateFinding[];
  readonly timings: readonly GateTiming[];
  readonly unmeasured: readonly UnmeasuredCell[];
  /** Only those of a scenario of which nothing was timed can't be told. */
  readonly untimed: readonly UntimedOperation[];
}

interface OfOperation {
  readonly scenario: string;
  readonly operation: string | null;
}

/**
 * What became of the operations, by title and in the order of the gate's scenarios. One may have got
 * worse for one tenant and better for another. One that has got worse is told as that, whatever else of
 * it is not known.
 */
export function operationsOf(input: OperationsInput): GateResult['operations'] {
  const { gate, planned, findings, timings, unmeasured, untimed } = input;
  const worse = [
    ...findings.filter(({ level }) => level === 'failure'),
    ...timings.filter(({ verdict }) => verdict === 'fail'),
  ];
  const better = [
    ...findings.filter(({ level }) => level === 'better'),
    ...timings.filter((timing) => timing.better),
  ];
  const untold = [
    ...timings.filter(({ verdict }) => verdict === 'inconclusive'),
    ...unmeasured,
    ...untimed.filter(({ isWhole }) => isWhole),
  ];
  const isWorse = new Set(worse.map(nameOf));
  return {
    compared: listed(gate, [...planned, ...timings, ...unmeasured, ...worse, ...better]).length,
    worse: titles(gate, worse),
    better: titles(gate, better),
    inconclusive: titles(
      gate,
      untold.filter((one) => !isWorse.has(nameOf(one))),
    ),
  };
}

function titles(gate: GateFacts, of: readonly OfOperation[]): string[] {
  return listed(gate, of).map(({ scenario, operation }) =>
    operationTitle({ gate }, scenario, operation),
  );
}

/** The operations among them, once each, as the gate lists them; what is of a whole scenario is of none. */
function listed(
  { scenarios }: GateFacts,
  of: readonly OfOperation[],
): { scenario: string; operation: string }[] {
  const names = new Set(of.map(nameOf));
  return scenarios
    .flatMap(({ name: scenario, operations }) =>
      operations.map(({ name: operation }) => ({ scenario, operation })),
    )
    .filter((one) => names.has(nameOf(one)));
}

function nameOf({ scenario, operation }: OfOperation): string {
  return JSON.stringify([scenario, operation]);
}
