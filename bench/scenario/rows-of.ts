import type { Arm, Scenario, Sibling } from './scenario.js';

/** The name of the rows that the loaded database holds. */
export const LOADED_ROWS = 'loaded';

/** The name of the rows an arm reads: arms over equal names must return equal rows. */
export function rowsOf(
  { siblings = [] }: Pick<Scenario, 'siblings'>,
  { sibling }: Pick<Arm, 'sibling'>,
): string {
  return sibling === undefined ? LOADED_ROWS : rowsOfSibling(siblings, sibling);
}

/** The name of a sibling's rows: its own, or those of what it is a clone of. */
export function rowsOfSibling(siblings: readonly Sibling[], name: string): string {
  const sibling = siblings.find((each) => each.name === name);
  if (sibling?.rows !== undefined) return sibling.rows;
  const from = sibling?.repeats ?? sibling?.from;
  return from === undefined ? LOADED_ROWS : rowsOfSibling(siblings, from);
}
