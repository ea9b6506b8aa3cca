import type { NamedTenant } from '../../bench/dataset/dataset.js';
import type { TenantName } from '../../bench/scenario/scenario.js';
import type { FactSession } from './session.js';

/**
 * A **fact** is one sentence about what Postgres does with row-level security, and the SQL that shows
 * whether it is so. A **group** is facts that share a database of their own and its set-up.
 */

export const SECTIONS = [
  'Policy expressions',
  'Leakproof',
  'Plans',
  'Context',
  'Before any number',
  'Counting calls',
  'Clones',
] as const;
export type Section = (typeof SECTIONS)[number];

export const MAJORS = [15, 16, 17, 18] as const;
export type Major = (typeof MAJORS)[number];

export type Verdict = 'reproduced' | 'refuted' | 'not testable here';

/** What one version of Postgres did. */
export interface Seen {
  readonly verdict: Verdict;
  /** What was seen, in a few words with its figures; where it can't be tested, why. */
  readonly figure: string;
  /** Lines for the fact's own part of the page, where a cell can't hold them. */
  readonly details?: readonly string[];
}

export interface Fact {
  /** Unique; the anchor of its part of the page. */
  readonly name: string;
  /** The sentence, with the figure it was first told with, if there was one. */
  readonly claim: string;
  /** What has to be seen for "reproduced": exact, or a ratio; never a time. */
  readonly threshold: string;
  /**
   * True when the verdict needs a large table or a steady clock; small databases can't show it. No
   * test executes such a fact: `npm run facts` does, and the page says so.
   */
  readonly hingesOnSize: boolean;
  /** True when it restarts the server. No test executes it either, since tests share theirs. */
  readonly restarts?: true;
  readonly observe: (lab: Lab) => Promise<Seen>;
}

export interface FactGroup {
  readonly section: Section;
  /** A clone of the dataset, or a schema without tables. */
  readonly data: 'invoices' | 'empty';
  /** What all of its facts need; its SQL is shown with the first. */
  readonly prepare?: (lab: Lab) => Promise<void>;
  readonly facts: readonly Fact[];
}

/** Names of the roles of a run, for SQL. None is a superuser, none can log in. */
export interface FactRoles {
  /** Bound by policies. */
  readonly app: string;
  /** Bound by policies, with nothing granted beyond what a fact grants it. */
  readonly other: string;
  /** Owns tables where a fact says so. */
  readonly owner: string;
  /** BYPASSRLS. */
  readonly bypass: string;
}

/** Where facts are looked at: one server, one database, one session. */
export interface Lab {
  readonly major: Major;
  readonly session: FactSession;
  readonly roles: FactRoles;
  readonly tenants: Readonly<Record<TenantName, NamedTenant>>;
  /** Invoices in the dataset. */
  readonly invoices: number;
  /** How often each of the forms that are timed against each other is executed. */
  readonly repetitions: number;
  /** Copies this lab's database, looks at the copy and drops it; the session is closed meanwhile. */
  readonly inCopy: (
    strategy: 'FILE_COPY' | 'WAL_LOG',
    look: (copy: FactSession, seconds: number) => Promise<void>,
  ) => Promise<void>;
  /** Goes on in a new session: no setting was ever used in it. */
  readonly reconnect: () => Promise<void>;
  /** Has the server end all its processes and begin with new shared memory; then reconnects. */
  readonly restart: () => Promise<void>;
}

/** The setting that names the tenant, as in `schemas/invoices/policies.sql`. */
export const SETTING = 'app.current_tenant_id';

/** The verdict of a claim that can be tested. */
export function seen(holds: boolean, figure: string, details?: readonly string[]): Seen {
  return {
    verdict: holds ? 'reproduced' : 'refuted',
    figure,
    ...(details === undefined ? {} : { details }),
  };
}

export function notTestable(why: string): Seen {
  return { verdict: 'not testable here', figure: why };
}
