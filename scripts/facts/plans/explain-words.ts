import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';

/** How EXPLAIN's text differs between versions. */

async function explainText(lab: Lab): Promise<string> {
  const { session, roles } = lab;
  await session.query('set enable_seqscan = off');
  await session.become(roles.app);
  await session.setTenant('7');
  const rows = await session.query('explain (analyze) select n from few');
  await session.become(null);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** What a version prints of the wanted words, for the table's cell. */
const firstOf = (text: string, pattern: RegExp) => pattern.exec(text)?.[0] ?? 'not printed';

const explainWords: FactGroup = {
  section: 'Plans',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table few (tenant_id int not null, n int not null, primary key (tenant_id, n));
       insert into few select n % 20, n from generate_series(1, 100) n;
       alter table few enable row level security;
       create policy t on few
         using (tenant_id = (select nullif(current_setting('${SETTING}', true), '')::int));
       grant select on few to ${roles.app}`,
    );
    await session.query('vacuum analyze few');
  },
  facts: [
    {
      name: 'explain-init-plan',
      claim:
        'An InitPlan is printed `InitPlan 1 (returns $0)` with `$0` up to 16, and `(InitPlan 1).col1` from 17 on.',
      threshold: 'Each version prints its own form and not the other.',
      hingesOnSize: false,
      observe: async (lab) => {
        const text = await explainText(lab);
        const old = text.includes('InitPlan 1 (returns $0)') && text.includes('= $0');
        const modern = text.includes('(InitPlan 1).col1');
        return seen(
          lab.major < 17 ? old && !modern : modern && !old,
          `\`${firstOf(text, /InitPlan 1 \(returns \$0\)|\(InitPlan 1\)\.col1/)}\``,
        );
      },
    },
    {
      name: 'explain-fractional-rows',
      claim: 'From 18 on, actual rows are printed as fractions (`rows=5.00`).',
      threshold: '18 prints two decimals for the 5 rows, earlier versions none.',
      hingesOnSize: false,
      observe: async (lab) => {
        const printed = firstOf(await explainText(lab), /(?<=loops=1\)|actual [^(]*)rows=[\d.]+/);
        return seen(printed === (lab.major < 18 ? 'rows=5' : 'rows=5.00'), `\`${printed}\``);
      },
    },
    {
      name: 'explain-buffers-by-default',
      claim: 'From 18 on, EXPLAIN ANALYZE prints buffers without being asked.',
      threshold: 'A Buffers line on 18, none before.',
      hingesOnSize: false,
      observe: async (lab) => {
        const printed = (await explainText(lab)).includes('Buffers:');
        return seen(printed === lab.major >= 18, printed ? 'printed' : 'not printed');
      },
    },
    {
      name: 'explain-index-searches',
      claim: 'From 18 on, EXPLAIN ANALYZE prints "Index Searches".',
      threshold: 'An Index Searches line on 18, none before.',
      hingesOnSize: false,
      observe: async (lab) => {
        const printed = (await explainText(lab)).includes('Index Searches:');
        return seen(printed === lab.major >= 18, printed ? 'printed' : 'not printed');
      },
    },
    {
      name: 'one-time-filter',
      claim: '`One-Time Filter: false` is a role that no policy admits.',
      threshold: 'It is the plan’s for a role without a policy, and not for one with.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        await session.query(
          `grant select on few to ${roles.other}; alter policy t on few to ${roles.app}`,
        );
        await session.become(roles.other);
        const without = await session.explain('select n from few');
        await session.become(roles.app);
        const admitted = await session.explain('select n from few');
        await session.become(null);
        await session.query('alter policy t on few to public');
        const filter = (plan: typeof without) =>
          String(plan.nodes[0]?.['One-Time Filter'] ?? 'none');
        return seen(
          filter(without) === 'false' && filter(admitted) === 'none',
          `${filter(without)} without a policy, ${filter(admitted)} with`,
        );
      },
    },
  ],
};
export default explainWords;
