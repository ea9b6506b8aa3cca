import { type FactGroup, SETTING, seen } from '../fact.js';
import { ms, timeByTurns, times } from '../timing.js';

/** Permissive policies are joined by OR, and the planner has to look at each. */

const POLICIES = 50;
const ONE = 'select * from invoices where invoice_id = 42';
const TURNS = 41;
const FIRST_TOLD = '0.25 ms';

const manyPolicies: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table many (like invoices including all);
       alter table many enable row level security;
       grant select on invoices, many to ${roles.app};
       do $$ begin
         for n in 1..${POLICIES} loop
           execute format('create policy p%s on many using
             (tenant_id = nullif(current_setting(''${SETTING}'', true), '''')::uuid and status <> %L)', n, n);
         end loop;
       end $$;
       insert into many select * from invoices;
       analyze many`,
    );
  },
  facts: [
    {
      name: 'many-policies-planning',
      claim: `${POLICIES} permissive policies make planning at least twice as long as one.`,
      threshold: `The median planning time, of a look-up by key, is at least 2 times that under one policy. The ${FIRST_TOLD} it was first told with are a time, of another machine: beside the figure, not judged.`,
      hingesOnSize: true,
      observe: async (lab) => {
        const form = (sql: string) => ({
          role: lab.roles.app,
          tenantId: lab.tenants.median.tenantId,
          sql,
        });
        const { one, many } = await timeByTurns(
          lab,
          { one: form(ONE), many: form(ONE.replace('invoices', 'many')) },
          TURNS,
        );
        const extra = many.planningMs - one.planningMs;
        return seen(
          many.planningMs >= 2 * one.planningMs,
          `${times(many.planningMs / one.planningMs)}: +${ms(extra)}, where ${FIRST_TOLD} was told`,
        );
      },
    },
  ],
};
export default manyPolicies;
