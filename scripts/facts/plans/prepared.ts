import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { estimateOf, scanOf } from '../plan.js';
import { number } from '../timing.js';

/** Prepared statements: when their plan is generic, and whose estimate it keeps. */

const WHALE = 9_000;
const TINY = 10;

async function plansOf(lab: Lab, prepare: string, execute: string, runs: number) {
  const { session } = lab;
  await session.query(`deallocate all; ${prepare}`);
  for (let run = 0; run < runs; run++) await session.query(execute);
  const [row] = await session.query(
    'select custom_plans::int as custom, generic_plans::int as generic from pg_prepared_statements',
  );
  return { custom: Number(row?.custom), generic: Number(row?.generic) };
}

const words = ({ custom, generic }: { custom: number; generic: number }) =>
  `${custom} custom, ${generic} generic`;

/** Rows that the prepared statement's plan expects, at the moment. */
async function estimate(lab: Lab, execute: string): Promise<number> {
  return estimateOf(scanOf(await lab.session.explain(execute), 'skewed'));
}

const ALL = 'prepare q as select * from skewed';
const FROM = 'prepare q (int) as select * from skewed where n >= $1';
const BETWEEN = 'prepare q (int, int) as select * from skewed where n between $1 and $2';

const prepared: FactGroup = {
  section: 'Plans',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table skewed (tenant_id text not null, n int not null);
       insert into skewed select 'whale', n from generate_series(1, ${WHALE}) n;
       insert into skewed select 'tiny', n from generate_series(1, ${TINY}) n;
       create index on skewed (tenant_id, n);
       alter table skewed enable row level security;
       create policy t on skewed using (tenant_id = current_setting('${SETTING}', true));
       grant select on skewed to ${roles.app}, ${roles.other};
       analyze skewed`,
    );
  },
  facts: [
    {
      name: 'generic-from-sixth-run',
      claim: 'From its sixth run a prepared statement may go generic, by cost.',
      threshold:
        'Ten runs: 5 custom plans then 5 generic where a generic plan costs no more; all custom where it does.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.become(lab.roles.app);
        await lab.session.setTenant('tiny');
        const cheap = await plansOf(lab, FROM, 'execute q (1)', 10);
        await lab.session.setTenant('whale');
        const dear = await plansOf(lab, BETWEEN, 'execute q (5, 5)', 10);
        return seen(
          cheap.custom === 5 && cheap.generic === 5 && dear.custom === 10,
          `${words(cheap)}; dearer: ${words(dear)}`,
        );
      },
    },
    {
      name: 'generic-at-once-without-parameters',
      claim: 'A prepared statement without parameters is generic at once.',
      threshold: 'Three runs: 0 custom, 3 generic.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.become(lab.roles.app);
        await lab.session.setTenant('whale');
        const plans = await plansOf(lab, ALL, 'execute q', 3);
        return seen(plans.custom === 0 && plans.generic === 3, words(plans));
      },
    },
    {
      name: 'generic-keeps-tenant-estimate',
      claim:
        "A generic plan keeps the estimate of the tenant that was current when it was planned: one tenant's plan serves another.",
      threshold:
        'Planned for the whale, executed for the tiny tenant: the estimate is still the whale’s rows, where a plan of its own expects the tiny’s (both within a tenth, or 5 rows).',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        await session.become(roles.app);
        await session.setTenant('whale');
        await plansOf(lab, ALL, 'execute q', 1);
        await session.setTenant('tiny');
        const kept = await estimate(lab, 'execute q');
        const own = await estimate(lab, 'select * from skewed');
        return seen(
          isAbout(kept, WHALE) && isAbout(own, TINY),
          `${number(kept)} rows expected for a tenant of ${TINY} (own plan: ${number(own)})`,
        );
      },
    },
    {
      name: 'generic-after-six-keeps-tenant',
      claim: 'So does one with parameters, once it is generic.',
      threshold:
        'Seven runs for the whale, then the tiny tenant: the same estimate for both, unlike a plan of its own.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        await session.become(roles.app);
        await session.setTenant('whale');
        const { generic } = await plansOf(lab, FROM, 'execute q (1)', 7);
        const whale = await estimate(lab, 'execute q (1)');
        await session.setTenant('tiny');
        const kept = await estimate(lab, 'execute q (1)');
        const own = await estimate(lab, 'select * from skewed where n >= 1');
        return seen(
          generic > 0 && kept === whale && !isAbout(own, whale),
          generic > 0
            ? `${number(kept)} for both (own plan of the tiny: ${number(own)})`
            : 'never generic',
        );
      },
    },
    {
      name: 'role-replans-setting-does-not',
      claim: 'A change of role plans it again; a change of the tenant setting does not.',
      threshold:
        'After the setting changed the whale’s estimate stays; after the role changed as well it is the tiny’s.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        await session.become(roles.app);
        await session.setTenant('whale');
        await plansOf(lab, ALL, 'execute q', 1);
        await session.setTenant('tiny');
        const afterSetting = await estimate(lab, 'execute q');
        await session.become(roles.other);
        const afterRole = await estimate(lab, 'execute q');
        return seen(
          isAbout(afterSetting, WHALE) && isAbout(afterRole, TINY),
          `${number(afterSetting)} after the setting, ${number(afterRole)} after the role`,
        );
      },
    },
  ],
};
export default prepared;

function isAbout(estimated: number, rows: number): boolean {
  return Math.abs(estimated - rows) <= Math.max(5, rows / 10);
}
