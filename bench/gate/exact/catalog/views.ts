import { type Catalogs, notice, opened, type Told } from './told.js';

/** Views that show rows past policies, and did not on base; granted to PUBLIC they are open to all. */
export function views({ base, head }: Catalogs): Told[] {
  return head.views.flatMap((is): Told[] => {
    const was = base.views.find(({ name }) => name === is.name);
    const tables = is.tables.filter((table) => !was?.tables.includes(table));
    const isShared = is.toPublic && !was?.toPublic;
    if (tables.length === 0 && !isShared) return [];
    const kind = is.materialized ? 'materialized view' : 'view';
    const how = is.materialized ? 'keeps' : 'reads without security_invoker';
    const rows = is.tables.join(' and ');
    const text = `${kind} ${is.name} ${how} the rows of ${rows} that its owner sees (${is.owner} here), whom their policies do not bind`;
    return isShared
      ? [opened(`${text}, and PUBLIC may read it`, null, 'granted to PUBLIC')]
      : [notice(text, null, kind)];
  });
}
