import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { hasNode, scanOf } from '../plan.js';

/** A helper's parallel safety decides for the whole table. */

const COUNT = 'select count(*), sum(amount) from invoices';

/** Makes workers free of charge: what then stays serial may not be parallel. */
const EAGER = `set max_parallel_workers_per_gather = 2; set min_parallel_table_scan_size = 0;
  set parallel_setup_cost = 0; set parallel_tuple_cost = 0;
  set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off`;

async function planWith(lab: Lab, helper: string) {
  const { session, roles, tenants } = lab;
  await session.query(EAGER);
  await session.query(`alter policy invoices_tenant on invoices using (tenant_id = ${helper}())`);
  await session.become(roles.app);
  await session.setTenant(tenants.whale.tenantId);
  const plan = await session.explain(COUNT);
  await session.become(null);
  const filter = String(scanOf(plan, 'invoices').Filter);
  return { parallel: hasNode(plan, /^Gather/), inlined: !filter.includes(helper), filter };
}

const body = `select nullif(current_setting('${SETTING}', true), '')::uuid`;

const parallel: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create function helper_unmarked() returns uuid language sql stable as $$ ${body} $$;
       create function helper_safe() returns uuid language sql stable parallel safe as $$ ${body} $$;
       grant select on invoices to ${roles.app}`,
    );
  },
  facts: [
    {
      name: 'parallel-unsafe-helper',
      claim:
        'A helper left at the default PARALLEL UNSAFE makes every scan of the table serial, even when it is inlined.',
      threshold:
        'With workers free of charge: the plan gathers from workers with PARALLEL SAFE and not without, and both helpers were inlined.',
      hingesOnSize: false,
      observe: async (lab) => {
        const unmarked = await planWith(lab, 'helper_unmarked');
        const safe = await planWith(lab, 'helper_safe');
        const word = ({ parallel, inlined }: typeof safe) =>
          `${parallel ? 'parallel' : 'serial'}${inlined ? ', inlined' : ''}`;
        return seen(
          !unmarked.parallel && unmarked.inlined && safe.parallel && safe.inlined,
          `unmarked: ${word(unmarked)}; safe: ${word(safe)}`,
        );
      },
    },
  ],
};
export default parallel;
