import { type FactGroup, SETTING, seen } from '../fact.js';

/** What RLS refuses, and what it lets through because it isn't asked. */

/** SQLSTATEs: insufficient_privilege, feature_not_supported, unique_violation. */
const REFUSED = '42501';
const UNSUPPORTED = '0A000';
const DUPLICATE = '23505';

const refusals: FactGroup = {
  section: 'Context',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table parents (id int primary key, tenant text not null);
       insert into parents values (1, 'a'), (2, 'b');
       create table children (tenant text not null, parent int references parents);
       create table by_tenant (tenant text not null, id int, primary key (tenant, id));
       insert into by_tenant values ('a', 1);
       alter table parents enable row level security;
       alter table children enable row level security;
       alter table by_tenant enable row level security;
       create policy t on parents using (tenant = current_setting('${SETTING}', true));
       create policy t on children using (tenant = current_setting('${SETTING}', true));
       create policy t on by_tenant using (tenant = current_setting('${SETTING}', true));
       grant all on parents, children, by_tenant to ${roles.app}`,
    );
  },
  facts: [
    {
      name: 'row-security-off-raises',
      claim: '`row_security = off` raises an error instead of filtering.',
      threshold: `A bound role's SELECT fails with ${REFUSED}.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('b');
        await session.become(roles.app);
        await session.query('set row_security = off');
        const code = await session.errorOf('select from parents');
        return seen(code === REFUSED, String(code ?? 'filtered'));
      },
    },
    {
      name: 'copy-to-is-filtered',
      claim: 'COPY TO is filtered.',
      threshold: 'It copies the tenant’s 1 row of 2.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('b');
        await session.become(roles.app);
        const rows = await session.count('copy parents to stdout');
        return seen(rows === 1, `${rows} of 2 rows`);
      },
    },
    {
      name: 'copy-from-is-refused',
      claim: 'COPY FROM is refused on a table under RLS.',
      threshold: `It fails with ${UNSUPPORTED}, before any row is sent.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('b');
        await session.become(roles.app);
        const code = await session.errorOf('copy parents from stdin');
        return seen(code === UNSUPPORTED, String(code ?? 'accepted'));
      },
    },
    {
      name: 'foreign-key-is-not-bound',
      claim: 'Checks of foreign keys are not bound by RLS.',
      threshold: 'A row may refer to a parent that its role cannot see.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('b');
        await session.become(roles.app);
        const visible = await session.count('select from parents where id = 1');
        const code = await session.errorOf(`insert into children values ('b', 1)`);
        return seen(
          visible === 0 && code === null,
          `${visible} rows visible, ${code ?? 'insert accepted'}`,
        );
      },
    },
    {
      name: 'unique-key-is-not-bound',
      claim:
        "Nor are unique keys: a duplicate-key error tells of another tenant's row unless the key has the tenant in it.",
      threshold: `Inserting an invisible row's key fails with ${DUPLICATE}; with the tenant in the key it does not.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('b');
        await session.become(roles.app);
        const global = await session.errorOf(`insert into parents values (1, 'b')`);
        const withTenant = await session.errorOf(`insert into by_tenant values ('b', 1)`);
        return seen(
          global === DUPLICATE && withTenant === null,
          `${global ?? 'accepted'}; with the tenant: ${withTenant ?? 'accepted'}`,
        );
      },
    },
  ],
};
export default refusals;
