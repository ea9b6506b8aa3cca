import type { GateCatalog } from '../../../result/gate-parts.js';
import { sentence } from '../place.js';
import { type Catalogs, notice, opened, type Told } from './told.js';

type Table = GateCatalog['tables'][number];

/**
 * Row security that is off or not forced now, and tables of tenants' rows that never had any. What is
 * not forced leaves a table open to its owner (Postgres manual, 5.9), whom no arm logs in as.
 */
export function tables({ base, head }: Catalogs, tenantColumns: readonly string[]): Told[] {
  return head.tables.flatMap((is): Told[] => {
    const was = base.tables.find(({ name }) => name === is.name);
    const column = tenantColumns.find((each) => is.columns.includes(each));
    const isNew = column !== undefined && !was?.columns.includes(column);
    return [
      ...(was === undefined ? [] : rowSecurity(was, is)),
      ...(isNew && was?.rowSecurity !== true ? tenantTable(is, column) : []),
    ];
  });
}

function rowSecurity(was: Table, is: Table): Told[] {
  if (was.rowSecurity !== is.rowSecurity) {
    const [before, now] = [was, is].map((each) => (each.rowSecurity ? 'enabled' : 'disabled'));
    return [
      {
        ...{ rule: 'isolation', level: is.rowSecurity ? 'better' : 'failure' },
        message: sentence(`row-level security of ${is.name} is ${now}, and was ${before}`),
        ...{ base: `${before}`, head: `${now}` },
      },
    ];
  }
  if (was.forced === is.forced || !is.rowSecurity) return [];
  const [before, now] = [was, is].map((each) => (each.forced ? 'forced' : 'not forced'));
  const message = is.forced
    ? `row-level security of ${is.name} is forced now: its policies bind its owner too`
    : `row-level security of ${is.name} is no longer forced (FORCE ROW LEVEL SECURITY): ${ownerWords(is)}`;
  return [
    {
      ...{ rule: 'isolation', level: is.forced ? 'better' : 'failure' },
      ...{ message: sentence(message), base: `${before}`, head: `${now}` },
    },
  ];
}

/** Of a table, or a column, that is new. A partition is mostly read by its table's name and policies. */
function tenantTable(is: Table, column: string): Told[] {
  if (!is.rowSecurity && is.isPartition) {
    const text = `table ${is.name} has ${column} and no row-level security of its own: read by its own name, and not as a partition, it shows every row`;
    return [notice(text, null, 'disabled')];
  }
  if (!is.rowSecurity) {
    return [opened(`table ${is.name} has ${column} and no row-level security`, null, 'disabled')];
  }
  if (is.forced) return [];
  const text = `row-level security of ${is.name}, which has ${column}, is not forced (FORCE ROW LEVEL SECURITY): ${ownerWords(is)}`;
  return [notice(text, null, 'not forced')];
}

function ownerWords({ owner, ownerEscapes }: Table): string {
  const unbound = ownerEscapes ? ', a role that no policy binds anyway' : '';
  return `its owner escapes its policies (${owner} here${unbound})`;
}
