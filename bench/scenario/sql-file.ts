/** One statement of a file of SQL, and the line it begins on, counted from 1. */
export interface SqlStatement {
  readonly text: string;
  readonly line: number;
}

/** A file of SQL as it is applied: its statements one after the other, on a connection of its own. */
export interface SqlFile {
  /** As the person knows it, for messages. */
  readonly path: string;
  readonly statements: readonly SqlStatement[];
}
