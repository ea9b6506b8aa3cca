import type { Outcome } from './outcome.js';
import { type Step, stepName } from './step.js';

/** What a gate takes on two cores, before there is one to go by. */
const GUESSED_SECONDS = { lie: 1, sound: 1, identical: 12, delay: 13, burn: 10 } as const;
/** What fails is measured again: a delay of twice the margin takes its gate twice. */
const SECONDS_WITH_CONFIRMATION = 25;
/** Server, data from the cache, logins. */
const OPENING_SECONDS = 5;

/** Seconds that the steps will take, by what those before them took; a guess where there were none. */
export function secondsLeft(steps: readonly Step[], outcomes: readonly Outcome[] = []): number {
  const seconds = new Map<string, number>();
  for (const step of steps) {
    const name = stepName(step);
    if (seconds.has(name)) continue;
    const seen = outcomes.filter((each) => each.name === name);
    const sum = seen.reduce((total, each) => total + each.seconds, 0);
    seconds.set(name, seen.length === 0 ? guessed(step) : sum / seen.length);
  }
  const opening = outcomes.length === 0 ? OPENING_SECONDS : 0;
  return steps.reduce((total, step) => total + (seconds.get(stepName(step)) ?? 0), opening);
}

function guessed(step: Step): number {
  const isConfirmed = step.kind === 'delay' && step.share >= 0.1;
  return isConfirmed ? SECONDS_WITH_CONFIRMATION : GUESSED_SECONDS[step.kind];
}
