import { closest } from 'fastest-levenshtein';
import { BadInputError } from './errors.js';

/**
 * Returns `name` if it is one of `known`.
 *
 * @throws {BadInputError} naming what was given, the nearest known name and all of them.
 */
export function requireKnown<T extends string>(kind: string, name: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  throw new BadInputError(
    `Unknown ${kind} "${name}". Did you mean "${closest(name, [...known])}"?`,
    `Known ${kind}s: ${known.join(', ')}.`,
  );
}
