import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { hasNode, shapeOf, total } from '../plan.js';
import { number } from '../timing.js';

/** What an index-only scan needs under a policy. */

const MINE = 200;

async function plan(lab: Lab, role: string, sql: string) {
  const { session } = lab;
  await session.query('set enable_seqscan = off; set enable_bitmapscan = off');
  await session.become(role);
  await session.setTenant('7');
  const explained = await session.explain(sql);
  await session.become(null);
  return explained;
}

const indexOnlyFacts: FactGroup = {
  section: 'Plans',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table sales (tenant_id int not null, day date not null, amount int not null);
       insert into sales select n % 20, date '2025-01-01' + n / 20, n from generate_series(1, ${20 * MINE}) n;
       create index sales_tenant_day on sales (tenant_id, day);
       create index sales_amount on sales (amount);
       alter table sales enable row level security;
       create policy t on sales using (tenant_id = nullif(current_setting('${SETTING}', true), '')::int);
       grant select on sales to ${roles.app}, ${roles.bypass};
       analyze sales`,
    );
  },
  facts: [
    {
      name: 'index-only-needs-vacuum',
      claim:
        'An index-only scan needs the visibility map (VACUUM): without it every row is fetched from the table.',
      threshold: 'As many heap fetches as rows before VACUUM, none after.',
      hingesOnSize: false,
      observe: async (lab) => {
        const sql = 'select tenant_id, day from sales order by tenant_id, day';
        await lab.session.query('set enable_indexscan = on');
        const before = await plan(lab, lab.roles.app, sql);
        await lab.session.query('vacuum sales');
        const after = await plan(lab, lab.roles.app, sql);
        const only = [before, after].every((each) => hasNode(each, /^Index Only Scan$/));
        const fetches = [before, after].map((each) => total(each, 'Heap Fetches'));
        return seen(
          only && fetches[0] === MINE && fetches[1] === 0,
          `${fetches[0]} heap fetches for ${MINE} rows, ${fetches[1]} after VACUUM`,
        );
      },
    },
    {
      name: 'index-only-needs-every-column',
      claim: 'It needs every column that the query and the policy touch.',
      threshold:
        'count(amount) by an index on (amount): index-only for BYPASSRLS, not under the policy; by (amount, tenant_id) under the policy too.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.query('vacuum sales');
        const sql = 'select count(amount) from sales where amount > 3000';
        const free = await plan(lab, lab.roles.bypass, sql);
        const bound = await plan(lab, lab.roles.app, sql);
        await lab.session.query('create index sales_both on sales (amount, tenant_id)');
        const covered = await plan(lab, lab.roles.app, sql);
        const isOnly = (each: typeof free) => hasNode(each, /^Index Only Scan$/);
        return seen(
          isOnly(free) && !isOnly(bound) && isOnly(covered),
          `${number(free.buffers)} buffers without a policy, ${number(bound.buffers)} under it, ${number(covered.buffers)} with its column in the index`,
          [free, bound, covered].map(shapeOf),
        );
      },
    },
  ],
};
export default indexOnlyFacts;
