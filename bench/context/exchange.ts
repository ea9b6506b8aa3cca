/** The messages one arm sends for one operation. */

/** What a statement is for; the row count of the `query` is what is checked. */
export type StatementPart = 'begin' | 'context' | 'query' | 'commit' | 'rollback';

export interface Statement {
  readonly part: StatementPart;
  /**
   * Name of the server-side prepared statement; unique for its text within a session. '' is none: it is
   * parsed each time it is sent.
   */
  readonly name: string;
  readonly text: string;
  /** Text-format parameters; null is SQL NULL. */
  readonly values: readonly (string | null)[];
  /** Milliseconds the application thinks before the round that begins with this statement. */
  readonly thinkMs?: number;
}

/**
 * Statements grouped by round trip: each inner list ends in one Sync and is answered by one
 * ReadyForQuery (Postgres manual, 53.2.4 "Pipelining").
 */
export type Exchange = readonly (readonly Statement[])[];

/** The operation's own query, ready to be put into an exchange. */
export interface QueryCall {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
  readonly tenantId: string;
  /** The tenant's own role, where there is one. */
  readonly tenantRole?: string;
  /** A write: its exchange ends in ROLLBACK. */
  readonly effect?: 'write';
}

/** One file a strategy in `bench/context/`: how the tenant reaches the database, and at what cost in messages. */
export interface ContextStrategy {
  readonly name: string;
  readonly title: string;
  /** The tenant is given as the connection is made: startup parameter `options`. */
  readonly startupOptions?: (tenantId: string) => string;
  /** Round trips of one exchange on the wire driver. */
  readonly roundTrips: number;
  readonly exchange: (query: QueryCall) => Exchange;
}
