/**
 * The words of the leak matrix. Client A sets some state of its session in one of several ways and
 * lets the server connection go; client B comes and looks for it.
 */

/** One statement, sent as a simple query, or under `name` as a prepared one of the protocol. */
export interface LeakStatement {
  readonly text: string;
  readonly name?: string;
}

/** How A sets the state. */
export interface LeakWay {
  /** For the table, for example "SET LOCAL in a transaction". */
  readonly name: string;
  /** Sent one after the other, each in a round trip of its own. */
  readonly statements: readonly LeakStatement[];
  /** What ends the transaction that they are in; 'none': each is a transaction of its own. */
  readonly transaction: 'none' | 'commit' | 'rollback';
}

/** What the statements name that is on the server for the length of the matrix. */
export interface LeakNames {
  /** A role that the login may become. */
  readonly role: string;
  /** A sequence, quoted and with its schema, that the login may use. */
  readonly sequence: string;
}

/** A kind of state: one file in `bench/leak/states/` and a line in its registry. */
export interface LeakState {
  readonly name: string;
  readonly ways: (names: LeakNames) => readonly LeakWay[];
  /** Asks for the state: A to see that it is set, B to see whether it was left. */
  readonly look: (names: LeakNames) => string;
  /** Whether the look's first value says that it is there; a look that is an error found nothing. */
  readonly isThere: (answer: string | null, names: LeakNames) => boolean;
  /** Only a superuser may set it. */
  readonly needsSuperuser?: true;
}

/** What A leaves its mark with. */
export const LEFT = 'left by A';

/** What A's statements make is named so: each cell has a server connection of its own. */
export const LEFT_NAME = 'rlsbench_left';

export function alone(name: string, text: string): LeakWay {
  return { name, statements: [{ text }], transaction: 'none' };
}

export function inTransaction(
  name: string,
  text: string,
  transaction: 'commit' | 'rollback' = 'commit',
): LeakWay {
  return { name, statements: [{ text }], transaction };
}
