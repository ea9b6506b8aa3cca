import type { Lie, LieSide } from '../lies/lie.js';
import { TIMED_SPEC } from '../spec.js';

/** A change by which nothing gets worse, or no change at all: exact checks must not fail for it. */
export interface Harmless {
  readonly name: string;
  /** What head does, one sentence. */
  readonly what: string;
  readonly base: LieSide;
  readonly head: LieSide;
}

/** A harmless change that is in the SQL alone, over the data as they are loaded. */
export function harmlessSql({
  sql,
  ...said
}: Pick<Harmless, 'name' | 'what'> & Pick<LieSide, 'sql'>): Harmless {
  return {
    ...said,
    base: { sql: [], scenario: TIMED_SPEC },
    head: { sql, scenario: TIMED_SPEC },
  };
}

/** Base against base of a lie: what fails here would be caught by whatever was told. */
export function baseTwice({ name, base }: Lie): Harmless {
  return {
    ...{ name: `${name}-base-twice`, what: `Is what base of ${name} is.` },
    ...{ base, head: base },
  };
}
