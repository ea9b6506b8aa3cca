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

/** The delays that are tried, as shares, and how often beside so many identical gates. */
export const DELAYS = [
  { share: 0.01, perIdentical: 1 / 6 },
  { share: 0.02, perIdentical: 1 / 6 },
  { share: 0.05, perIdentical: 1 / 2 },
  { share: 0.1, perIdentical: 1 / 2 },
] as const;

export interface StepsRequest {
  readonly lies: readonly Lie[];
  /** How often each lie is told. */
  readonly repeats: number;
  /** Gates of identical sides; delays come with them, see DELAYS. */
  readonly identical: number;
}

/**
 * The gates of a calibration, in order. Lies come first, since they answer soonest; identical and
 * delayed gates take turns, so that whatever the machine does meanwhile meets all alike, and an early
 * end leaves some of each.
 */
export function stepsOf({ lies, repeats, identical }: StepsRequest): Step[] {
  const told = Array.from({ length: repeats }, () =>
    lies.map((lie): Step => ({ kind: 'lie', lie })),
  ).flat();
  const timed = Array.from({ length: identical }, (_, round): Step[] => [
    { kind: 'identical' },
    ...DELAYS.filter(({ perIdentical }) => takesTurn(round, perIdentical)).map(
      ({ share }): Step => ({ kind: 'delay', share }),
    ),
  ]).flat();
  return [...told, ...timed];
}

/** Evenly spread over the rounds, from the first on. */
function takesTurn(round: number, perRound: number): boolean {
  return round % Math.round(1 / perRound) === 0;
}

/** Steps of the same name are counted together; it is what `--only` takes. */
export function stepName(step: Step): string {
  if (step.kind === 'lie') return step.lie.name;
  return step.kind === 'identical' ? 'identical' : delayName(step.share);
}

export function delayName(share: number): string {
  return `delay-${Math.round(share * 100)}`;
}
