import type { ConnectionSettings } from '../load/session.js';

/** PgBouncer, found or fetched, and how it is started. */
export interface PoolerProgram {
  /** For example "1.24.1". */
  readonly version: string;
  readonly source: 'option' | 'path' | 'fetched' | 'container';
  /** The program with what it has to be started through (its own ld-linux), without arguments. */
  readonly command: readonly string[];
}

/** What an arm asks of its PgBouncer (PgBouncer manual, "Generic settings"). */
export interface PoolerSettings {
  readonly poolMode: 'transaction' | 'session';
  /** Server connections a user and database; 0 where a pooler that is not ours does not tell. */
  readonly poolSize: number;
  readonly maxClients: number;
  /** 0: named prepared statements are not tracked. */
  readonly maxPreparedStatements: number;
  readonly serverResetQueryAlways?: boolean;
  readonly trackExtraParameters?: readonly string[];
}

/** A running PgBouncer of ours, or one that a person named. */
export interface Pooler {
  readonly version: string;
  readonly settings: PoolerSettings;
  /** Null for a pooler that is not ours: no CPU, no signals. */
  readonly pid: number | null;
  /** The same login, through the pooler. Startup `options` are left out: PgBouncer refuses them. */
  readonly through: (login: ConnectionSettings) => ConnectionSettings;
  /** SHOW POOLS, STATS and SERVERS over one kept connection; rows by column name, as text. */
  readonly show: (what: 'POOLS' | 'STATS' | 'SERVERS' | 'CONFIG') => Promise<PoolerRow[]>;
  /** Process ids of the backends it holds now (SHOW SERVERS, remote_pid). */
  readonly serverPids: () => Promise<number[]>;
  /** Nanoseconds it has been on a CPU; null where that can't be read. */
  readonly readCpuNs: () => number | null;
  /**
   * Drops all its server connections and whatever they remember (RECONNECT); of one that is not ours
   * those of our databases and logins, as far as it lets us.
   */
  readonly reconnect: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type PoolerRow = Readonly<Record<string, string | null>>;

/** Where poolers come from during a run: one folder, one program, any number of them. */
export interface PoolerSource {
  readonly version: string;
  /** For the report: "PgBouncer 1.24.1, fetched". */
  readonly description: string;
  /**
   * Starts one in front of the server of `server`, that knows these logins: roles that were made with
   * the `scramVerifier` of their password (bench/target/scram.ts). Each with the database that it goes to.
   *
   * @param prefix what the names of our own databases begin with: of a pooler that is not ours these
   *   alone are told to RECONNECT
   * @throws {EnvironmentError} when it does not come up
   */
  readonly open: (
    server: Pick<ConnectionSettings, 'host' | 'port'>,
    logins: readonly ConnectionSettings[],
    settings: PoolerSettings,
    prefix?: string,
  ) => Promise<Pooler>;
  /** Stops them all and removes their folder. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Why there is no pooler, and the command that would bring one. */
export interface NoPooler {
  readonly why: string;
  readonly nextStep: string;
}
