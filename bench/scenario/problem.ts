import { distance } from 'fastest-levenshtein';
import { BadInputError } from '../errors.js';

/** Refuses a scenario: the key it stumbled over, and what was expected there and what was got. */
export type Reject = (key: string, problem: string) => never;

/** Refuses what `file` holds. */
export function rejectIn(file: string): Reject {
  return (key, problem) => {
    throw new BadInputError(`${file}: ${key}: ${problem}`, `Mend ${key} in ${file}.`);
  };
}

/** The known names, the one most like `name` first. */
export function nearestFirst(name: string, known: readonly string[]): string[] {
  return [...known].sort((a, b) => distance(name, a) - distance(name, b));
}

/**
 * ` Did you mean "x"?`, or nothing where no known name is near.
 *
 * @param written how the name found is written in that place; absent: as it is
 */
export function suggest(
  name: string,
  known: readonly string[],
  written: (found: string) => string = (found) => found,
): string {
  const [nearest] = nearestFirst(name, known);
  if (nearest === undefined) return '';
  const isNear = distance(name, nearest) <= Math.max(2, Math.ceil(name.length / 2));
  return isNear ? ` Did you mean "${written(nearest)}"?` : '';
}

/** Refuses a reference to something that is not there, saying what there is. */
export function requireName(
  reject: Reject,
  key: string,
  kind: string,
  name: string,
  known: readonly string[],
): void {
  if (known.includes(name)) return;
  const there = known.length === 0 ? 'there is none' : known.join(', ');
  reject(key, `expected the name of ${kind} (${there}), got "${name}".${suggest(name, known)}`);
}

/** The key of an element of a list in which each has a name: `arms.rls-context`. */
export function keyOf(list: string, { name }: { readonly name: string }): string {
  return `${list}.${name}`;
}

/** `"a", "b" or "c"` */
export function quotedList(names: readonly unknown[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  return quoted.length < 2
    ? quoted.join('')
    : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
