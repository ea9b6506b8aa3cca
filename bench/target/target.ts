import type { ConnectionSettings } from '../load/session.js';
import type { TargetFacts } from '../result/result.js';

/** A Postgres server we may work on, and the database (or schema) on it that is ours. */
export interface Target {
  readonly kind: 'embedded' | 'docker' | 'url';
  /** Our own database as its owner. On a server of ours (embedded, docker) this role is a superuser. */
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

/** What to open and what must be in it. */
export interface TargetRequest {
  /** `embedded`, `docker`, or a `postgres://` URL. */
  readonly location: string;
  readonly pgMajor: 15 | 16 | 17 | 18;
  /** The person named it: an image that brings another one is refused. */
  readonly isMajorAsked?: boolean;
  /** Names the data: same key, same rows. The embedded target caches a data folder by it. */
  readonly dataKey: string;
  /** About how much disk the data takes, where known: there has to be room before it is loaded. */
  readonly dataBytes?: number;
  /** Creates and fills the tables in `schema`, as the admin; called once where no cache serves. */
  readonly fill: (admin: ConnectionSettings, schema: string) => Promise<void>;
  /** Told what is worth keeping on screen: what is fetched, evicted, left behind. */
  readonly onProgress: (message: string) => void;
}

export interface OpenedTarget extends Target {
  readonly dataSource: 'built' | 'cache';
}

/** The two logins the arms use, made for this run with random passwords and dropped with it. */
export interface ArmRoles {
  /** Bound by the policies: no owner, no superuser, no BYPASSRLS. */
  readonly rls: ConnectionSettings;
  /** Reads the same tables with BYPASSRLS and nothing else, or twin tables where that can't be. */
  readonly where: ConnectionSettings;
  readonly whereArmsRead: 'same-tables' | 'twin-tables';
  /** The tables that both may read; proofs check that the WHERE login may do nothing else. */
  readonly tables: readonly string[];
  /** The group of the tenants' own roles, where there are some. */
  readonly tenantGroup?: string;
  /** How the load of an arm gets in, by the arm's name, where that is through a pooler. */
  readonly pooled?: ReadonlyMap<string, ConnectionSettings>;
  /** The databases of a scenario's siblings, by the sibling's name. */
  readonly siblings?: ReadonlyMap<string, string>;
}
