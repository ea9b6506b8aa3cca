import { type RandomSource, shuffle } from '../load/random.js';
import type { Sibling } from '../scenario/scenario.js';

/**
 * Which database serves which sibling: those of the same content are exchanged at random, every order
 * as likely as any other. Each of the others keeps the one that was made for it.
 *
 * @param databases the database made for each sibling, by the sibling's name
 */
export function drawnDatabases(
  siblings: readonly Pick<Sibling, 'name' | 'repeats'>[],
  databases: ReadonlyMap<string, string>,
  random: RandomSource,
): Map<string, string> {
  const result = new Map(databases);
  for (const { name } of siblings.filter(({ repeats }) => repeats === undefined)) {
    const alike = [name, ...siblings.filter((each) => each.repeats === name).map((s) => s.name)];
    const shuffled = shuffle(
      alike.map((each) => databases.get(each) as string),
      random,
    );
    for (const [index, each] of alike.entries()) result.set(each, shuffled[index] as string);
  }
  return result;
}
