import type { Lie } from './lies/lie.js';

/** One gate of a calibration: a lie that exact checks must catch, two equal sides, or a delayed head. */
export type Step =
  | { readonly kind: 'lie'; readonly lie: Lie }
  | { readonly kind: 'identical' }
  | {
      readonly kind: 'delay';
      /** 0.05: head's exchanges take 5% longer. */
      readonly share: number;
    };

/** The delays that are tried, as shares. */
export const DELAYS = [0.01, 0.02, 0.05, 0.1] as const;

export interface StepsRequest {
  readonly lies: readonly Lie[];
  /** How often each lie is told. */
  readonly repeats: number;
  readonly identical: number;
  readonly delays: readonly number[];
  /** Gates of each delay. */
  readonly delayed: number;
}

/**
 * The gates of a calibration, in order. Lies come first, since they answer soonest; identical and
 * delayed gates take turns, so that whatever the machine does meanwhile meets all alike, and an early
 * end leaves some of each.
 */
export function stepsOf({ lies, repeats, identical, delays, delayed }: StepsRequest): Step[] {
  const told = Array.from({ length: repeats }, () =>
    lies.map((lie): Step => ({ kind: 'lie', lie })),
  ).flat();
  const rounds = Math.max(identical, delays.length > 0 ? delayed : 0);
  const timed = Array.from({ length: rounds }, (_, round): Step[] => [
    ...takesTurn(identical, round, rounds, { kind: 'identical' } as const),
    ...delays.flatMap((share) =>
      takesTurn(delayed, round, rounds, { kind: 'delay', share } as const),
    ),
  ]).flat();
  return [...told, ...timed];
}

/** So many of the rounds, evenly spread over them. */
function takesTurn(wanted: number, round: number, rounds: number, step: Step): Step[] {
  const before = Math.floor((round * wanted) / rounds);
  return Math.floor(((round + 1) * wanted) / rounds) > before ? [step] : [];
}

/** Steps of the same name are counted together; it is what `--only` takes. */
export function stepName(step: Step): string {
  if (step.kind === 'lie') return step.lie.name;
  return step.kind === 'identical' ? 'identical' : delayName(step.share);
}

export function delayName(share: number): string {
  return `delay-${Math.round(share * 100)}`;
}
