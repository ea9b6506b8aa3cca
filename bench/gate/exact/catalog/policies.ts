import { covers, isOpen, type Policy, policyWords, reachOf } from './policy-reach.js';
import { comparesColumn } from './tenant-columns.js';
import { type Catalogs, notice, opened, type Told } from './told.js';

/** The policies of one table, on both sides. */
interface TablePolicies {
  readonly was: readonly Policy[];
  readonly is: readonly Policy[];
  readonly isRead: boolean;
  /** A table that was open anyway is opened by nothing. */
  readonly wasProtected: boolean;
  readonly tenantColumns: readonly string[];
}

interface Known {
  readonly tenantColumns: readonly string[];
  /** The tables that operations read; null where nothing was planned, so that nobody knows. */
  readonly read: ReadonlySet<string> | null;
}

/**
 * A policy that opens a table fails: a permissive one that lets every row through (rows that any
 * permissive policy admits are admitted), and a restrictive one that stands no more. All other changes
 * are told, since no text says what a condition admits: the proofs do, of tables that operations read.
 */
export function policies({ base, head }: Catalogs, { tenantColumns, read }: Known): Told[] {
  return head.tables.flatMap(({ name, rowSecurity, columns }) => {
    const table = base.tables.find((each) => each.name === name);
    const isOfTenants = columns.some((each) => tenantColumns.includes(each));
    if (table === undefined && !isOfTenants) return [];
    const of = (all: readonly Policy[]) => all.filter((each) => each.table === name);
    const wasProtected = rowSecurity && (table === undefined || table.rowSecurity);
    const isRead = read === null || read.has(name);
    const found = { was: of(base.policies), is: of(head.policies), isRead, wasProtected };
    return changes({ ...found, tenantColumns }, table === undefined);
  });
}

function changes(table: TablePolicies, isNewTable: boolean): Told[] {
  const { was, is, wasProtected } = table;
  const failures = wasProtected
    ? [...is.flatMap((policy) => openedBy(policy, table)), ...was.flatMap((p) => lost(p, table))]
    : [];
  const failed = new Set(failures.map(({ policy }) => policy));
  const notices = [...is.map((p) => told(p, table)), ...was.map((p) => gone(p, table))]
    .filter(({ policy }) => !failed.has(policy) && !isNewTable)
    .flatMap((each) => each.told);
  return [...failures.map((each) => each.told), ...notices];
}

interface OfPolicy<T> {
  readonly policy: string;
  readonly told: T;
}

/**
 * What a permissive policy lets through whole that none did before, and that no restrictive policy
 * keeps to the tenant.
 */
function openedBy(policy: Policy, { was, is, tenantColumns }: TablePolicies): OfPolicy<Told>[] {
  if (!policy.permissive) return [];
  const before = was.filter(({ permissive }) => permissive).flatMap(reachOf);
  const keeps = is
    .filter(({ permissive }) => !permissive)
    .flatMap(reachOf)
    .filter(({ condition }) => tenantColumns.some((column) => comparesColumn(condition, column)));
  const open = reachOf(policy)
    .filter(isOpen)
    .find(
      (reach) =>
        !before.some((each) => isOpen(each) && covers(each, reach)) &&
        !keeps.some((each) => covers(each, reach)),
    );
  if (open === undefined) return [];
  const [same, now] = [sameOf(policy, was), policyWords(policy)];
  const then = same === undefined ? `it is new: ${now}` : `it was ${policyWords(same)}`;
  const text = `policy ${policy.name} of ${policy.table} lets every row through, ${open.part} (true); ${then}`;
  return [{ policy: policy.name, told: opened(text, same ? policyWords(same) : null, now) }];
}

/** A restrictive policy stands in one of its name, or of its condition under another name. */
function lost(policy: Policy, { is }: TablePolicies): OfPolicy<Told>[] {
  if (policy.permissive) return [];
  const stands = is
    .filter(({ permissive }) => !permissive)
    .flatMap((each) => reachOf(each).map((reach) => ({ ...reach, name: each.name })))
    .filter((reach) => !isOpen(reach));
  const open = reachOf(policy)
    .filter((reach) => !isOpen(reach))
    .find(
      (reach) =>
        !stands.some(
          (each) =>
            (each.name === policy.name || each.condition === reach.condition) &&
            covers(each, reach),
        ),
    );
  if (open === undefined) return [];
  const same = sameOf(policy, is);
  const [before, now] = [policyWords(policy), same ? policyWords(same) : null];
  const words = () => {
    if (same === undefined) return `is gone: ${before}`;
    if (same.permissive) return `is permissive now: ${now}; it was ${before}`;
    const opens = reachOf(same).find((reach) => isOpen(reach) && covers(reach, open));
    return opens === undefined
      ? `no longer binds ${open.command} by ${open.role}: ${now}; it was ${before}`
      : `lets every row through, ${opens.part} (true); it was ${before}`;
  };
  const text = `restrictive policy ${policy.name} of ${policy.table} ${words()}`;
  return [{ policy: policy.name, told: opened(text, before, now) }];
}

/** A policy of head's that is new or another. */
function told(policy: Policy, { was, isRead }: TablePolicies): OfPolicy<Told[]> {
  const { name, table, permissive } = policy;
  const [same, now] = [sameOf(policy, was), policyWords(policy)];
  const before = same ? policyWords(same) : null;
  if (before === now) return { policy: name, told: [] };
  const unproved = isRead ? '' : `; no operation reads ${table}, so nothing proved it`;
  const adds =
    permissive && was.some((each) => each.permissive)
      ? '; rows that any policy lets through are let through'
      : '';
  const what = before === null ? `new: ${now}${adds}` : `another: ${now}; it was ${before}`;
  const text = `policy ${name} of ${table} is ${what}${unproved}`;
  return { policy: name, told: [notice(text, before, now)] };
}

/** A policy that base alone has: without any that is permissive, nothing is let through. */
function gone(policy: Policy, { is }: TablePolicies): OfPolicy<Told[]> {
  const { name, table } = policy;
  if (sameOf(policy, is) !== undefined) return { policy: name, told: [] };
  const before = policyWords(policy);
  const denied = is.some(({ permissive }) => permissive)
    ? ''
    : `; no other lets anything through, so nobody sees a row of ${table} (default deny)`;
  const text = `policy ${name} of ${table} is gone: ${before}${denied}`;
  return { policy: name, told: [notice(text, before, null)] };
}

function sameOf({ name }: Policy, policies: readonly Policy[]): Policy | undefined {
  return policies.find((each) => each.name === name);
}
