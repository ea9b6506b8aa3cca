import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { estimateOf, type FactPlan, indexesOf, scanOf } from '../plan.js';
import { ms, number, timeByTurns, times } from '../timing.js';

/** Wrapping takes the planner's estimate of the tenant away. */

const BARE = `tenant_id = nullif(current_setting('${SETTING}', true), '')::uuid`;
const WRAPPED = `tenant_id = (select nullif(current_setting('${SETTING}', true), '')::uuid)`;
const LATEST = 'select * from ledger order by created_at desc limit 20';
const ALL = 'select * from ledger';

/** A tenant of 5 rows, older than everyone else's. */
const FIVE = '00000000-0000-4000-8000-000000000005';

const policy = (using: string) => `alter policy tenant on ledger using (${using})`;

async function estimates(lab: Lab, using: string): Promise<{ whale: number; five: number }> {
  const { session, roles, tenants } = lab;
  await session.query(policy(using));
  const estimate = async (tenantId: string) => {
    await session.become(roles.app);
    await session.setTenant(tenantId);
    const plan = await session.explain(ALL);
    await session.become(null);
    // A bitmap's heap scan or an index scan: either is the node that reads the table.
    return estimateOf(scanOf(plan, 'ledger'));
  };
  return { whale: await estimate(tenants.whale.tenantId), five: await estimate(FIVE) };
}

function timeLatest(lab: Lab) {
  const form = (using: string) => ({
    role: lab.roles.app,
    tenantId: FIVE,
    sql: LATEST,
    before: policy(using),
  });
  return timeByTurns(lab, { bare: form(BARE), wrapped: form(WRAPPED) });
}

const walks = (plan: FactPlan) => indexesOf(plan).includes('ledger_created');

const wrapTrap: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table ledger as select * from invoices;
       insert into ledger
         select '${FIVE}', n, 1, 'paid', 10, '2020-01-01'::timestamptz + n * interval '1 day',
                '2020-02-01', 'INV-' || n
         from generate_series(1, 5) n;
       create index ledger_tenant on ledger (tenant_id);
       create index ledger_created on ledger (created_at);
       alter table ledger enable row level security;
       create policy tenant on ledger using (false);
       grant select on ledger to ${roles.app}`,
    );
    await session.query('vacuum analyze ledger');
  },
  facts: [
    {
      name: 'bare-estimate-per-tenant',
      claim:
        'Bare, the planner reads the setting at plan time and estimates for that tenant (158,440 rows for one with 40% of the table, 402 for a small one).',
      threshold:
        'The estimate for the whale is within a quarter of its rows, and at least 10 times that for a tenant of 5 rows.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { whale, five } = await estimates(lab, BARE);
        const { rows } = lab.tenants.whale;
        const near = Math.abs(whale / rows - 1) <= 0.25;
        return seen(
          near && whale >= 10 * five,
          `${number(whale)} estimated of ${number(rows)}; ${number(five)} of 5`,
        );
      },
    },
    {
      name: 'wrapped-estimate-for-all',
      claim: 'Wrapped, it estimates the same for every tenant: rows / number of tenants.',
      threshold: 'Equal estimates for both, within a tenth of rows / tenants.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { whale, five } = await estimates(lab, WRAPPED);
        const average = Number(
          await lab.session.value('select count(*) / count(distinct tenant_id) from ledger'),
        );
        return seen(
          whale === five && Math.abs(whale / average - 1) <= 0.1,
          `${number(whale)} for the whale, ${number(five)} for 5 rows (average ${number(average)})`,
        );
      },
    },
    {
      name: 'wrap-trap',
      claim:
        "With separate indexes on (tenant_id) and (created_at), wrapping sends a 5-row tenant's latest 20 down the whole (created_at) index (0.05 to 88 ms on 15, 78 ms on 17 and 18).",
      threshold:
        'Wrapped walks (created_at), bare does not, and it takes at least 10 times as long.',
      hingesOnSize: true,
      observe: async (lab) => {
        const { bare, wrapped } = await timeLatest(lab);
        const ratio = wrapped.executionMs / bare.executionMs;
        return seen(
          walks(wrapped.plan) && !walks(bare.plan) && ratio >= 10,
          `${times(ratio)} (${ms(bare.executionMs)} to ${ms(wrapped.executionMs)}; ${number(bare.buffers)} to ${number(wrapped.buffers)} buffers)`,
        );
      },
    },
    {
      name: 'wrap-cure',
      claim: 'A composite index (tenant_id, created_at) restores it (0.07 ms).',
      threshold: 'With it, wrapped reads at most 3 times the buffers of bare.',
      hingesOnSize: true,
      observe: async (lab) => {
        await lab.session.query('create index ledger_both on ledger (tenant_id, created_at)');
        const { bare, wrapped } = await timeLatest(lab);
        return seen(
          wrapped.buffers <= 3 * bare.buffers,
          `${ms(wrapped.executionMs)} (${number(bare.buffers)} to ${number(wrapped.buffers)} buffers)`,
        );
      },
    },
  ],
};
export default wrapTrap;
