import type { GateCatalog } from '../../../result/gate-parts.js';
import { sentence } from '../place.js';
import type { Catalogs, Told } from './told.js';

type Index = GateCatalog['indexes'][number];

/**
 * Indexes of base's that head has neither under this name nor another. One that begins with the same
 * keys serves as well, but for uniqueness. What a finding already says of one is not said again.
 *
 * @param said the messages of other findings
 */
export function indexes({ base, head }: Catalogs, said: readonly string[]): Told[] {
  return base.indexes.flatMap((was): Told[] => {
    if (!was.valid || !head.tables.some(({ name }) => name === was.table)) return [];
    const left = head.indexes.filter(
      (is) => is.valid && is.table === was.table && is.predicate === was.predicate,
    );
    if (left.some((is) => (was.unique ? isSame(was, is) && is.unique : servesAs(was, is)))) {
      return [];
    }
    if (!was.unique && said.some((message) => message.includes(`${was.name} `))) return [];
    const unique = was.unique ? 'unique ' : '';
    const repeats = was.unique ? ': rows that repeat these are let in' : '';
    const where = was.predicate === null ? '' : ` where ${was.predicate}`;
    const columns = was.columns.join(', ');
    return [
      {
        ...{ rule: 'index-lost', level: 'notice', base: `${was.name} (${columns})`, head: null },
        message: sentence(
          `${unique}index ${was.name} of ${was.table} (${columns})${where} is gone${repeats}`,
        ),
      },
    ];
  });
}

function isSame(was: Index, is: Index): boolean {
  return keysOf(was).join() === keysOf(is).join();
}

function servesAs(was: Index, is: Index): boolean {
  const keys = is.columns;
  return was.columns.every((column, at) =>
    column.startsWith('include ') ? keys.includes(column) : keys[at] === column,
  );
}

function keysOf({ columns }: Index): string[] {
  return columns.filter((column) => !column.startsWith('include '));
}
