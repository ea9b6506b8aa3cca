import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { total } from '../plan.js';

/** Partitioned tables: whose policies hold, and when partitions are pruned. */

const PARTITIONS = 8;
const COUNT = 'select count(*) from parts';

async function prunedUnder(lab: Lab, using: string) {
  const { session, roles } = lab;
  await session.query(`alter policy t on parts using (${using})`);
  await session.become(roles.app);
  await session.setTenant('5');
  const plan = await session.explain(COUNT);
  await session.become(null);
  const scans = plan.nodes.filter((node) => 'Relation Name' in node);
  return {
    removed: total(plan, 'Subplans Removed'),
    planned: scans.length,
    never: scans.filter((node) => node['Actual Loops'] === 0).length,
  };
}

const partitions: FactGroup = {
  section: 'Policy expressions',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table parts (tenant int not null, n int) partition by hash (tenant);
       do $$ begin
         for n in 0..${PARTITIONS - 1} loop
           execute format('create table part_%s partition of parts
             for values with (modulus ${PARTITIONS}, remainder %s)', n, n);
         end loop;
       end $$;
       insert into parts select n % 40, n from generate_series(1, 4000) n;
       alter table parts enable row level security;
       create policy t on parts using (tenant = current_setting('${SETTING}')::int);
       do $$ begin
         for n in 0..${PARTITIONS - 1} loop
           execute format('grant select on part_%s to ${roles.app.replaceAll("'", "''")}', n);
         end loop;
       end $$;
       grant select on parts to ${roles.app};
       analyze parts`,
    );
  },
  facts: [
    {
      name: 'partition-read-directly',
      claim: "The parent's policy does not protect a partition that is read directly.",
      threshold:
        "A role with SELECT on a child reads other tenants' rows in it; through the parent none.",
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.become(roles.app);
        await session.setTenant('5');
        const parent = await session.count('select from parts where tenant <> 5');
        const child = await session.count('select from part_0 where tenant <> 5');
        await session.become(null);
        return seen(parent === 0 && child > 0, `${child} foreign rows; ${parent} by the parent`);
      },
    },
    {
      name: 'bare-prunes-at-start',
      claim: 'A bare setting prunes partitions when the executor starts ("Subplans Removed").',
      threshold: `Subplans Removed is ${PARTITIONS - 1} of ${PARTITIONS}.`,
      hingesOnSize: false,
      observe: async (lab) => {
        const { removed, planned } = await prunedUnder(
          lab,
          `tenant = current_setting('${SETTING}')::int`,
        );
        return seen(
          removed === PARTITIONS - 1,
          `${removed} of ${PARTITIONS} removed, ${planned} in the plan`,
        );
      },
    },
    {
      name: 'wrapped-plans-every-partition',
      claim: 'A wrapped one plans every partition; all but one are "never executed".',
      threshold: `No Subplans Removed; ${PARTITIONS - 1} of ${PARTITIONS} scans have no loop.`,
      hingesOnSize: false,
      observe: async (lab) => {
        const { removed, never } = await prunedUnder(
          lab,
          `tenant = (select current_setting('${SETTING}')::int)`,
        );
        return seen(
          removed === 0 && never === PARTITIONS - 1,
          `${never} of ${PARTITIONS} never executed, ${removed} removed`,
        );
      },
    },
  ],
};
export default partitions;
