import { countCalls } from '../calls.js';
import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { ms, number, timeByTurns, times } from '../timing.js';

/** Functions that may not be moved out of the loop, and a claim that is parsed again for each row. */

const COUNT = 'select count(*) from invoices';
const CLAIMS = 'request.jwt.claims';
const CLAIM = `((current_setting('${CLAIMS}', true)::jsonb ->> 'tenant'))::uuid`;

const policy = (using: string) => `alter policy invoices_tenant on invoices using (${using})`;

async function callsOf(lab: Lab, using: string): Promise<number> {
  const { session, roles, tenants } = lab;
  await session.query(policy(using));
  await session.query("set track_functions = 'all'");
  await session.become(roles.app);
  await session.setTenant(tenants.tiny.tenantId);
  const calls = await countCalls(session, 'volatile_tenant', () => session.query(COUNT));
  await session.become(null);
  return calls;
}

const volatile: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(
      `grant select on invoices to ${roles.app};
       create function volatile_tenant() returns uuid language plpgsql volatile parallel safe as
         $$ begin return nullif(current_setting('${SETTING}', true), '')::uuid; end $$`,
    );
  },
  facts: [
    {
      name: 'volatile-bare',
      claim: 'A volatile function runs once a row when bare, whatever indexes exist.',
      threshold: 'At least one call a row of the table.',
      hingesOnSize: false,
      observe: async (lab) => {
        const calls = await callsOf(lab, 'tenant_id = volatile_tenant()');
        return seen(
          calls >= lab.invoices,
          `${number(calls)} calls on ${number(lab.invoices)} rows`,
        );
      },
    },
    {
      name: 'volatile-wrapped',
      claim: 'Wrapped in a subselect the same function runs once.',
      threshold: 'Exactly 1 call.',
      hingesOnSize: false,
      observe: async (lab) => {
        const calls = await callsOf(lab, 'tenant_id = (select volatile_tenant())');
        return seen(calls === 1, `${number(calls)} call${calls === 1 ? '' : 's'}`);
      },
    },
    {
      name: 'json-claim-price',
      claim:
        'A JSON claim read bare is parsed again for each row of a sequential scan (785 against 100 ms wrapped on 1M rows).',
      threshold: 'The count takes at least 3 times as long bare as wrapped.',
      hingesOnSize: true,
      observe: async (lab) => {
        const { session, roles, tenants } = lab;
        const { tenantId } = tenants.whale;
        await session.query(
          'set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off',
        );
        await session.query(`select set_config('${CLAIMS}', $1, false)`, [
          JSON.stringify({ sub: 'user-1', role: 'member', tenant: tenantId }),
        ]);
        const form = (using: string) => ({
          role: roles.app,
          tenantId,
          sql: COUNT,
          before: policy(using),
        });
        const { bare, wrapped } = await timeByTurns(lab, {
          bare: form(`tenant_id = ${CLAIM}`),
          wrapped: form(`tenant_id = (select ${CLAIM})`),
        });
        const ratio = bare.executionMs / wrapped.executionMs;
        const perRow = ((bare.executionMs - wrapped.executionMs) * 1000) / lab.invoices;
        return seen(
          ratio >= 3,
          `${times(ratio)} (${ms(bare.executionMs)} against ${ms(wrapped.executionMs)}; ${perRow.toFixed(2)} µs a row)`,
        );
      },
    },
  ],
};
export default volatile;
