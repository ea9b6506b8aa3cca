import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { total } from '../plan.js';
import { number } from '../timing.js';

/** An "Index Cond" that walks the whole index. */

const ROWS = 100_000;
const TENANTS = 200;
const KINDS = 5;

async function walk(lab: Lab, index: string) {
  const { session, roles } = lab;
  await session.query('set enable_seqscan = off');
  await session.query(`drop index if exists kinds_idx; create index kinds_idx on kinds (${index})`);
  await session.query('vacuum analyze kinds');
  const pages = Number(
    await session.value(
      `select pg_relation_size('kinds_idx') / current_setting('block_size')::int`,
    ),
  );
  await session.become(roles.app);
  await session.setTenant('7');
  await session.explain('select count(*) from kinds');
  const plan = await session.explain('select count(*) from kinds');
  await session.become(null);
  const scan = plan.nodes.find((node) => node['Index Name'] === 'kinds_idx');
  return {
    pages,
    buffers: plan.buffers,
    served: scan !== undefined && 'Index Cond' in scan && !('Filter' in scan),
    searches: total(plan, 'Index Searches'),
  };
}

const indexCond: FactGroup = {
  section: 'Plans',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table kinds (kind int not null, tenant_id int not null, n int not null);
       insert into kinds select n % ${KINDS}, n / ${KINDS} % ${TENANTS}, n from generate_series(1, ${ROWS}) n;
       alter table kinds enable row level security;
       create policy t on kinds using (tenant_id = nullif(current_setting('${SETTING}', true), '')::int);
       grant select on kinds to ${roles.app}`,
    );
  },
  facts: [
    {
      name: 'index-cond-is-no-proof',
      claim:
        'An Index Cond on the second column of (kind, tenant_id) walks the whole index up to 17 (252 of 252 pages); 18 skips from kind to kind (21 pages, Index Searches: 6).',
      threshold:
        'An Index Cond and no Filter; 15 to 17 touch at least 0.9 of the index’s pages; 18 at most 0.25, with as many searches as there are kinds, or more.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { pages, buffers, served, searches } = await walk(lab, 'kind, tenant_id');
        const skips = buffers <= 0.25 * pages && searches >= KINDS;
        return seen(
          served && (lab.major < 18 ? buffers >= 0.9 * pages : skips),
          `${buffers} buffers of an index of ${pages} pages${lab.major < 18 ? '' : `, ${searches} searches`}`,
        );
      },
    },
    {
      name: 'index-cond-many-values',
      claim:
        'Judge by buffers and by the leading column, on 18 too: a leading column of many values is walked whole.',
      threshold:
        'With (n, tenant_id), n unique: an Index Cond, and at least 0.9 of the index’s pages.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { pages, buffers, served } = await walk(lab, 'n, tenant_id');
        return seen(
          served && buffers >= 0.9 * pages,
          `${number(buffers)} buffers of an index of ${pages} pages`,
        );
      },
    },
  ],
};
export default indexCond;
