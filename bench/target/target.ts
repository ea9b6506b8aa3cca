import type { ConnectionSettings } from '../load/session.js';
import type { TargetFacts } from '../result/result.js';

/** A Postgres server we may work on, and the database (or schema) on it that is ours. */
export interface Target {
  readonly kind: 'embedded' | 'url';
  /** Our own database as its owner. For an embedded server this role is a superuser. */
  readonly admin: ConnectionSettings;
  /** Schema that holds everything we create; 'public' in a database of our own. */
  readonly schema: string;
  /** True where we may create a sibling database (clones for the proofs' controls). */
  readonly canCreateDatabase: boolean;
  /** True where a BYPASSRLS role can be made; else WHERE arms read twin tables. */
  readonly canBypassRls: boolean;
  /** Prefix of every role, database and schema name that is ours on this server. */
  readonly prefix: string;
  /** True when backends run on this machine and `/proc/PID/schedstat` can be read for them. */
  readonly measuresServerCpu: boolean;
  readonly facts: () => Promise<TargetFacts>;
  /** Removes everything we made. Safe to call twice; called also after Ctrl-C. */
  readonly close: () => Promise<void>;
}
