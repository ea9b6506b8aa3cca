import type { Scenario, Sibling } from '../../scenario/scenario.js';
import type { SqlFile } from '../../scenario/sql-file.js';

export type SideName = 'base' | 'head';

/** The database that an arm of a side works on, by the sibling of its own scenario. */
export function siblingName(side: SideName, own: string | undefined): string {
  return own === undefined ? side : `${side}:${own}`;
}

/** The loaded database with a side's SQL applied, which all others of the side are clones of. */
export function madeSibling(side: SideName): string {
  return `${side}-made`;
}

/** The second clone of base's, for the A/A control. */
export function againSibling(own: string | undefined): string {
  return own === undefined ? 'base-again' : `base-again:${own}`;
}

/**
 * The databases of one side: the loaded one with the side's SQL applied, a clone of that for arms
 * without a sibling of their own, so that base and head are both copied files, and the scenario's own
 * siblings as clones of it. Base's and head's rows have names of their own: whether they are the same
 * rows is judged, not required.
 */
export function siblingsOfSide(
  side: SideName,
  { siblings = [], arms }: Pick<Scenario, 'siblings' | 'arms'>,
  sql: readonly SqlFile[],
): Sibling[] {
  const made = madeSibling(side);
  const clone = { name: side, title: side, from: made };
  return [
    { name: made, title: `${side}, with its SQL applied`, sql, rows: side },
    ...(arms.some(({ sibling }) => sibling === undefined) ? [clone] : []),
    ...siblings.map(({ name, title, from, repeats, rows, setup, reads }) => ({
      name: siblingName(side, name),
      title: `${side}: ${title}`,
      ...(repeats === undefined
        ? { from: from === undefined ? made : siblingName(side, from) }
        : { repeats: siblingName(side, repeats) }),
      ...(setup === undefined ? {} : { setup }),
      ...(rows === undefined ? {} : { rows: `${side}:${rows}` }),
      ...(reads === undefined ? {} : { reads }),
    })),
  ];
}

/** The clones of base that are made again, one for each database that timed arms are on. */
export function againSiblings(owned: readonly (string | undefined)[]): Sibling[] {
  return [...new Set(owned)].map((own) => ({
    name: againSibling(own),
    title: 'base, made again',
    repeats: siblingName('base', own),
  }));
}
