import { walkSentence } from '../../expect/index-access.js';
import { scanWords } from '../../expect/plan-walk.js';
import { count } from '../../plan/tree.js';
import type { GateCatalog } from '../../result/gate-parts.js';
import type { PlanNode, PlanSummary } from '../../result/parts.js';
import type { Comparison } from './comparison.js';
import type { IndexLoss } from './index-loss.js';

type Catalogs = Comparison['catalogs'];

/** How head reads the table now and why: "invoices is scanned whole since invoices_tenant_idx is gone". */
export function lossWords(loss: IndexLoss, head: PlanSummary, catalogs: Catalogs): string {
  return `${howItReads(loss, head)}${since(loss, catalogs)}`;
}

/** For example "invoices_latest (tenant_id, created_at desc)". */
export function indexWords({ index, indexColumns }: PlanNode): string {
  return indexColumns.length === 0 ? `${index}` : `${index} (${indexColumns.join(', ')})`;
}

function howItReads(loss: IndexLoss, head: PlanSummary): string {
  const { kind, table, base, head: now } = loss;
  switch (kind) {
    case 'whole':
      return `${table} is scanned whole`;
    case 'walk':
      return `it ${walkSentence(head, now)}`;
    case 'skip':
      return `it skips through ${indexWords(now)}, whose leading column it does not compare`;
    case 'fewer':
      return `${table} is searched by ${count(loss.headColumns, 'leading column')} of ${indexWords(now)} instead of ${count(loss.baseColumns, 'leading column')} of ${indexWords(base)}`;
    case 'gone':
      return now.index === null
        ? `${table} is scanned whole`
        : `${table} is read by ${indexWords(now)}`;
    case 'heap':
      return `${table} itself is read for what ${base.index} alone gave`;
  }
}

/** For example " since invoices_tenant_idx is gone": what to mend; nothing where the catalogs tell none. */
export function changeOfIndex(loss: IndexLoss, catalogs: Catalogs): string {
  const words = since(loss, catalogs);
  return words.startsWith(' since ') ? words : '';
}

/** What became of base's index, where the catalogs tell; a scenario's own set-up may have others. */
function since({ table, base, head }: IndexLoss, catalogs: Catalogs): string {
  const name = base.index;
  if (name === null) return '';
  const was = catalogs && indexIn(catalogs.base, name);
  if (!catalogs || !was) return base.index === head.index ? '' : `, not by ${indexWords(base)}`;
  const is = indexIn(catalogs.head, name);
  if (is === undefined) return ` since ${name} is gone`;
  if (!is.valid && was.valid) return ` since ${name} is invalid`;
  if (is.columns.join() !== was.columns.join()) {
    return ` since ${name} has the columns (${is.columns.join(', ')}) instead of (${was.columns.join(', ')})`;
  }
  if (is.predicate !== was.predicate) {
    return ` since ${name} holds ${is.predicate === null ? 'all rows' : `only rows with ${is.predicate}`}`;
  }
  if (base.index === head.index) return '';
  return `, though ${name} is still there${rulesChanged(table, catalogs) ?? ''}`;
}

/** What else may keep an index from use: the table's policies, or functions that they may call. */
function rulesChanged(table: string, { base, head }: NonNullable<Catalogs>): string | null {
  const of = ({ policies }: GateCatalog) =>
    JSON.stringify(policies.filter((policy) => policy.table === table));
  if (of(base) !== of(head)) return `: the policies of ${table} are others`;
  const freed = head.functions.find(
    ({ name, volatility }) =>
      volatility === 'VOLATILE' &&
      base.functions.some((was) => was.name === name && was.volatility !== 'VOLATILE'),
  );
  return freed === undefined ? null : `: ${freed.name} is VOLATILE now`;
}

function indexIn({ indexes }: GateCatalog, wanted: string) {
  return indexes.find(({ name }) => name === wanted);
}

/** The scan with its index's columns: "Index Scan on invoices using invoices_latest (tenant_id)". */
export function nodeWords(node: PlanNode): string {
  return node.index === null
    ? scanWords(node)
    : `${scanWords({ ...node, index: null })} using ${indexWords(node)}`;
}
