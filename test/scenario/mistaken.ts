import type { Scenario } from '../../bench/scenario/scenario.js';

/** A scenario as JSON, open to any mistake. */
export type Loose = Record<string, unknown>;

/** One mistake: what it is, how it is made, the key it is at, and what is said of it. */
export type Mistake = readonly [
  what: string,
  make: (scenario: Loose) => void,
  key: string,
  said: string,
];

/** Sets what is at a path of keys and indexes; undefined takes it away. */
export const put =
  (path: string, value: unknown) =>
  (scenario: Loose): void => {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.reduce<Record<string, unknown>>(
      (here, part) => here[part] as Record<string, unknown>,
      scenario,
    );
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  };

/** Makes several mistakes. */
export const both =
  (...makes: ((scenario: Loose) => void)[]) =>
  (scenario: Loose): void => {
    for (const make of makes) make(scenario);
  };

/** Makes a mistake in a copy. */
export function mistaken(scenario: Scenario, make: (scenario: Loose) => void): unknown {
  const copy = JSON.parse(JSON.stringify(scenario));
  make(copy);
  return copy;
}
