import { countCalls, makeStandIn } from '../calls.js';
import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { hasNode, shapeOf } from '../plan.js';
import { ms, number, timeByTurns, times } from '../timing.js';

/** How often a policy's `current_setting` runs, bare and wrapped in a subselect. */

const COUNT = 'select count(*) from invoices';
const LATEST = 'select * from invoices order by created_at desc limit 20';

const tenantOf = (setting: string) => `nullif(${setting}('${SETTING}', true), '')::uuid`;
const BARE = `tenant_id = ${tenantOf('counted_setting')}`;
const WRAPPED = `tenant_id = (select ${tenantOf('counted_setting')})`;
const BESIDE_OR = `${BARE} or current_user = 'nobody'`;

/** Policy as given, tenant whale, `sql` executed once: calls of the stand-in. */
async function callsUnder(lab: Lab, policy: string, sql: string, wholeTable: boolean) {
  const { session, roles, tenants } = lab;
  await session.query(`alter policy invoices_tenant on invoices using (${policy})`);
  await session.query(`set enable_indexscan = ${wholeTable ? 'off' : 'on'}`);
  await session.query(`set enable_bitmapscan = ${wholeTable ? 'off' : 'on'}`);
  await session.query(`set enable_indexonlyscan = ${wholeTable ? 'off' : 'on'}`);
  await session.query("set track_functions = 'all'");
  await session.become(roles.app);
  await session.setTenant(tenants.whale.tenantId);
  const plan = await session.explain(sql);
  const calls = await countCalls(session, 'counted_setting', () => session.query(sql));
  await session.become(null);
  return { calls, shape: shapeOf(plan), initPlan: JSON.stringify(plan.nodes).includes('InitPlan') };
}

const settingCalls: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(`grant select on invoices to ${roles.app}`);
    await makeStandIn(
      session,
      'counted_setting',
      'current_setting(text, boolean)',
      'current_setting($1, $2)',
    );
  },
  facts: [
    {
      name: 'bare-setting-by-index',
      claim: 'A bare setting that an index serves is called 2 times a query, however many rows.',
      threshold:
        "The stand-in is called exactly 2 times (one estimate, one index key), for the whale's latest 20 and for a count of all its rows. (What the 2 calls take: setting-against-constant.)",
      hingesOnSize: false,
      observe: async (lab) => {
        const latest = await callsUnder(lab, BARE, LATEST, false);
        await lab.session.query('set enable_seqscan = off');
        const all = await callsUnder(lab, BARE, COUNT, false);
        return seen(
          latest.calls === 2 && all.calls === 2,
          `${latest.calls} calls for 20 rows, ${all.calls} for ${number(lab.tenants.whale.rows)}`,
          [latest.shape, all.shape],
        );
      },
    },
    {
      name: 'bare-setting-seq-scan',
      claim: 'On a sequential scan a bare setting runs once a row (400,001 calls on 400k rows).',
      threshold: 'At least one call a row of the table.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { calls } = await callsUnder(lab, BARE, COUNT, true);
        return seen(
          calls >= lab.invoices,
          `${number(calls)} calls on ${number(lab.invoices)} rows`,
        );
      },
    },
    {
      name: 'bare-setting-beside-or',
      claim: 'Beside an OR a bare setting runs once a row, though an index exists.',
      threshold: 'At least one call a row of the table, with index scans allowed.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { calls, shape } = await callsUnder(lab, BESIDE_OR, COUNT, false);
        return seen(
          calls >= lab.invoices,
          `${number(calls)} calls on ${number(lab.invoices)} rows`,
          [shape],
        );
      },
    },
    {
      name: 'wrapped-setting-init-plan',
      claim: 'Wrapped in a scalar subselect the setting becomes an InitPlan: 1 call, on any scan.',
      threshold: 'An InitPlan and exactly 1 call, on a sequential scan and by index.',
      hingesOnSize: false,
      observe: async (lab) => {
        const whole = await callsUnder(lab, WRAPPED, COUNT, true);
        const byIndex = await callsUnder(lab, WRAPPED, LATEST, false);
        const holds = [whole, byIndex].every(({ calls, initPlan }) => calls === 1 && initPlan);
        return seen(holds, `${whole.calls} on a seq scan, ${byIndex.calls} by index`);
      },
    },
    {
      name: 'bare-setting-price',
      claim:
        'On a sequential scan the bare setting costs several times the wrapped one (390 against 100 ms on 1M rows).',
      threshold: 'The count takes at least 2 times as long bare as wrapped.',
      hingesOnSize: true,
      observe: async (lab) => {
        const { roles, tenants } = lab;
        await lab.session.query(
          'set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off',
        );
        const form = (policy: string) => ({
          role: roles.app,
          tenantId: tenants.whale.tenantId,
          sql: COUNT,
          before: `alter policy invoices_tenant on invoices using (${policy})`,
        });
        const real = (policy: string) => policy.replace('counted_setting', 'current_setting');
        const { bare, wrapped } = await timeByTurns(lab, {
          bare: form(real(BARE)),
          wrapped: form(real(WRAPPED)),
        });
        const ratio = bare.executionMs / wrapped.executionMs;
        if (!hasNode(bare.plan, /^Seq Scan$/)) throw new Error('Expected a sequential scan');
        return seen(
          ratio >= 2,
          `${times(ratio)} (${ms(bare.executionMs)} against ${ms(wrapped.executionMs)})`,
        );
      },
    },
  ],
};
export default settingCalls;
