import type { LoadPass } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import { listWords } from '../format.js';

/** Passes that a table has a row for: the way they went, and at what of it. */
export interface NotedPasses {
  readonly way: string;
  /** For example "30 clients"; '' where a way has one row. */
  readonly at: string;
  readonly passes: readonly LoadPass[];
}

export interface PassNote {
  readonly note: string;
  /** The ways it is said of, with where on them unless that is everywhere. */
  readonly places: readonly string[];
}

/**
 * What passes say of themselves: the threads that made their load, how clients shared connections, and
 * whether our own client was the limit. Each note once. A pass that could not be made says why in its row.
 */
export function passNotes(rows: readonly NotedPasses[]): PassNote[] {
  const notes = distinct(rows.flatMap(({ passes }) => passes.map(noteOf)));
  const ways = distinct(rows.map(({ way }) => way));
  return notes
    .filter((note) => note !== '')
    .map((note) => ({
      note,
      places: ways.flatMap((way) =>
        placeOf(
          rows.filter((row) => row.way === way),
          note,
        ),
      ),
    }));
}

function noteOf({ note, threads }: LoadPass): string {
  return threads === 0 ? '' : note;
}

/** A way of which the note is said: "PgBouncer (30 clients; 1,000 clients, 1 of 2 passes)". */
function placeOf(rows: readonly NotedPasses[], note: string): string[] {
  const said = rows.flatMap(({ at, passes }) => {
    const own = passes.filter((pass) => noteOf(pass) === note).length;
    if (own === 0) return [];
    const some = own === passes.length ? '' : `${own} of ${passes.length} passes`;
    return [{ isWhole: some === '', words: [at, some].filter((part) => part !== '').join(', ') }];
  });
  const [first] = rows;
  if (first === undefined || said.length === 0) return [];
  if (said.length === rows.length && said.every(({ isWhole }) => isWhole)) return [first.way];
  return [`${first.way} (${said.map(({ words }) => words).join('; ')})`];
}

/** "A and B: what is said of both". */
export function noteWords({ note, places }: PassNote): string {
  return `${listWords(places)}: ${note}`;
}
