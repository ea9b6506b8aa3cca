import { baseTwice, type Harmless } from './harmless/harmless.js';
import type { Lie } from './lies/lie.js';

/**
 * One gate of a calibration: a lie that exact checks must catch, a harmless change that they must not,
 * two equal sides, a delayed head, or one whose server has more to do.
 */
export type Step =
  | { readonly kind: 'lie'; readonly lie: Lie }
  | { readonly kind: 'sound'; readonly change: Harmless }
  | { readonly kind: 'identical' }
  | {
      readonly kind: 'delay';
      /** 0.05: head's exchanges take 5% longer. */
      readonly share: number;
    }
  | { readonly kind: 'burn' };

/** The delays that are tried, as shares, and how often beside so many identical gates. */
export const DELAYS = [
  { share: 0.01, perIdentical: 1 / 6 },
  { share: 0.02, perIdentical: 1 / 6 },
  { share: 0.05, perIdentical: 1 / 2 },
  { share: 0.1, perIdentical: 1 / 2 },
] as const;
const BURNS_PER_IDENTICAL = 1 / 6;

export interface StepsRequest {
  readonly lies: readonly Lie[];
  readonly harmless: readonly Harmless[];
  /** How often each lie is told, base is held against itself for it, and each harmless change is made. */
  readonly repeats: number;
  /** Gates of identical sides; delays come with them, see DELAYS. */
  readonly identical: number;
  /** Names as `onlyName` has them; none: all. */
  readonly only?: ReadonlySet<string>;
}

/**
 * The gates of a calibration, in order. Lies and what is harmless come first, since they answer
 * soonest; identical and delayed gates take turns, so that whatever the machine does meanwhile meets
 * all alike, and an early end leaves some of each.
 */
export function stepsOf(request: StepsRequest): Step[] {
  const { lies, harmless, repeats, identical, only = new Set() } = request;
  const told = Array.from({ length: repeats }, () => [
    ...lies.map((lie): Step => ({ kind: 'lie', lie })),
    ...[...lies.map(baseTwice), ...harmless].map((change): Step => ({ kind: 'sound', change })),
  ]).flat();
  const timed = Array.from({ length: identical }, (_, round): Step[] => [
    { kind: 'identical' },
    ...DELAYS.filter(({ perIdentical }) => takesTurn(round, perIdentical)).map(
      ({ share }): Step => ({ kind: 'delay', share }),
    ),
    ...(takesTurn(round, BURNS_PER_IDENTICAL) ? [{ kind: 'burn' } as const] : []),
  ]).flat();
  return [...told, ...timed].filter((step) => only.size === 0 || only.has(onlyName(step)));
}

/** Evenly spread over the rounds, from the first on. */
function takesTurn(round: number, perRound: number): boolean {
  return round % Math.round(1 / perRound) === 0;
}

/** Steps of the same name are counted together. */
export function stepName(step: Step): string {
  switch (step.kind) {
    case 'lie':
      return step.lie.name;
    case 'sound':
      return step.change.name;
    case 'delay':
      return delayName(step.share);
    case 'burn':
      return BURN;
    case 'identical':
      return 'identical';
  }
}

/** Whether a clock judges it; else exact checks alone. */
export function isTimed({ kind }: Step): boolean {
  return kind !== 'lie' && kind !== 'sound';
}

/** What `--only` takes a step by: all that is harmless goes by one name. */
export function onlyName(step: Step): string {
  return step.kind === 'sound' ? 'harmless' : stepName(step);
}

export function delayName(share: number): string {
  return `delay-${Math.round(share * 100)}`;
}

export const BURN = 'server-cpu';
