import type { Exchange } from '../context/exchange.js';
import type { StatementForm } from '../scenario/scenario.js';

/** How to reach one database as one role. The password stays in memory: it is never written anywhere. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** TLS as `pg` takes it: false, true or an options object (from the URL's sslmode and files). */
  readonly ssl: boolean | object;
  /** Startup `options`, for example `-c search_path=...`. */
  readonly options?: string;
  /** How the server names the connection in `pg_stat_activity`. */
  readonly applicationName?: string;
}

/** One prepared piece of work: the exchange of one parameter set, and how many rows its query returns. */
export interface Work {
  readonly exchange: Exchange;
  /** Rows the query must return; every response is checked against it. */
  readonly expectedRows: number;
  /** `rowsHash` of the rows that were proved, for the decoded sample; absent where nothing was. */
  readonly expectedHash?: string;
  /** Name of the result column that must hold `tenantId` in every row, for the decoded sample. */
  readonly tenantColumn?: string;
  readonly tenantId: string;
  /** Startup `options` that give the tenant to a connection made for this work alone. */
  readonly startupOptions?: string;
}

/** Why an exchange failed. SQLSTATE is '' when the connection broke without a word. */
export interface ExchangeFailure {
  readonly kind:
    | 'server-error'
    | 'wrong-row-count'
    | 'foreign-row'
    | 'wrong-rows'
    | 'wrong-status'
    | 'connection';
  readonly sqlState: string;
  readonly message: string;
}

/** How often a session's prepared statement was run with each kind of plan (`pg_prepared_statements`). */
export interface PlanCounts {
  readonly genericPlans: number;
  readonly customPlans: number;
}

/**
 * Called once an exchange: with its failure, or with nothing. For a sampled response `check` looks at
 * its rows; the caller runs it after it has taken the time and before the session's next exchange.
 */
export type Done = (failure?: ExchangeFailure, check?: CheckRows) => void;
export type CheckRows = () => ExchangeFailure | undefined;

/**
 * One client of one arm, mostly with a connection of its own. `run` starts the exchange of work item `index`. Callbacks, not promises:
 * see docs/decisions on the wire driver.
 */
export interface Session {
  /** 0 where it is not one backend that answers: a connection an exchange, a pool, PgBouncer. */
  readonly backendPid: number;
  /**
   * Keeps `work`, to which the index of `run` refers, and prepares the statements of it that have a
   * name, where the session's form has any.
   */
  prepare(work: readonly Work[]): Promise<void>;
  run(index: number, done: Done): void;
  /**
   * Plans of a statement so far, on this very connection. Not while an exchange runs, and only where
   * `countsPlans` of open.ts says so: anywhere else there is no one statement to ask about.
   *
   * @throws {SessionError} when the server answers with an error or the connection is lost
   */
  planCounts(statementName: string): Promise<PlanCounts>;
  close(): Promise<void>;
}

/** Opens a session: `bench/load/wire.ts` and `bench/load/pg.ts` each export one of these. */
export type OpenSession = (
  settings: ConnectionSettings,
  options: SessionOptions,
) => Promise<Session>;

export interface SessionOptions {
  /**
   * The first response and every n-th after it is kept in full and its rows are checked: that none is
   * of another tenant, and that all are those which were proved. 0 is never.
   */
  readonly decodeEvery: number;
  /** Which response is the first of them; absent: 1. Under load it differs from connection to connection. */
  readonly firstDecoded?: number;
  /** How statements are sent; absent: named. */
  readonly statement?: StatementForm;
  /** The connection is for one exchange: a named statement is parsed in the round that needs it. */
  readonly isForOneExchange?: boolean;
  /** `pg-pool` alone: sessions with the same `owner` share one pool; absent: those of the same settings object. */
  readonly pool?: {
    readonly owner: object;
    /** Connections of the pool; absent: as many as sessions share it. */
    readonly size?: number;
  };
}
