import { type FactGroup, type Lab, seen } from '../fact.js';
import type { FactSession } from '../session.js';

/** What CREATE DATABASE ... TEMPLATE copies as it is. */

/** Where each row is, where each relation is stored, and which pages are known to be all-visible. */
async function layout(session: FactSession) {
  return {
    positions: await session.value(
      `select md5(string_agg(ctid::text || invoice_id, ',' order by ctid)) from invoices`,
    ),
    files: await session.value(
      `select md5(string_agg(relname || pg_relation_filenode(oid), ',' order by relname))
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`,
    ),
    visible: await session.value(
      `select all_visible::int from pg_visibility_map_summary('invoices')`,
    ),
  };
}

async function copyWith(lab: Lab, strategy: 'FILE_COPY' | 'WAL_LOG') {
  const original = await layout(lab.session);
  const bytes = Number(await lab.session.value('select pg_database_size(current_database())'));
  let equal = { positions: false, files: false, visible: false };
  let seconds = 0;
  await lab.inCopy(strategy, async (copy, took) => {
    const copied = await layout(copy);
    seconds = took;
    equal = {
      positions: copied.positions === original.positions,
      files: copied.files === original.files,
      visible: copied.visible === original.visible && Number(original.visible) > 0,
    };
  });
  const kept = Object.entries(equal).flatMap(([what, same]) => (same ? [what] : []));
  return seen(
    kept.length === 3,
    `kept: ${kept.join(', ') || 'nothing'}; ${seconds.toFixed(1)} s for ${Math.round(bytes / 1024 ** 2)} MB`,
  );
}

const template: FactGroup = {
  section: 'Clones',
  data: 'invoices',
  prepare: async ({ session }) => {
    await session.query('create extension pg_visibility');
  },
  facts: [
    {
      name: 'template-keeps-layout',
      claim:
        'CREATE DATABASE ... TEMPLATE keeps tuple positions, file nodes and the visibility map (0.4 s for 219 MB).',
      threshold: 'All three equal in the copy, by STRATEGY FILE_COPY.',
      hingesOnSize: false,
      observe: (lab) => copyWith(lab, 'FILE_COPY'),
    },
    {
      name: 'template-keeps-layout-wal-log',
      claim: 'It does by STRATEGY WAL_LOG (the default) too.',
      threshold: 'All three equal in the copy.',
      hingesOnSize: false,
      observe: (lab) => copyWith(lab, 'WAL_LOG'),
    },
  ],
};
export default template;
