import { type FactGroup, type Lab, notTestable, SETTING, seen } from '../fact.js';

/** Whoever sends SQL can name another tenant; and what holds instead. */

const READ_B = `select from notes where tenant = 'b'`;
const SECRET = 'known to the database only';
/** SQLSTATEs: insufficient_privilege, syntax_error. */
const REFUSED = '42501';
const SYNTAX = '42601';

/** Rows of tenant b seen by SQL of a client's, in a transaction locked to tenant a. */
async function readsB({ session, roles }: Lab, clientSql: string): Promise<number> {
  await session.become(roles.app);
  await session.query(`begin; set local ${SETTING} = 'a'`);
  await session.query(clientSql);
  const rows = await session.count(READ_B);
  await session.query('rollback');
  await session.become(null);
  return rows;
}

const switchTenant: FactGroup = {
  section: 'Context',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table notes (tenant text, body text);
       insert into notes values ('a', 'of a'), ('b', 'of b');
       alter table notes enable row level security;
       create policy t on notes using (tenant = current_setting('${SETTING}', true));
       grant select on notes to ${roles.app}, ${roles.other}`,
    );
  },
  facts: [
    {
      name: 'any-role-may-set',
      claim: 'Any role may SET a custom setting: whoever can send raw SQL can switch tenant.',
      threshold:
        'A role without any privilege but SELECT sets it and reads the other tenant’s row.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.become(roles.app);
        const code = await session.errorOf(`set ${SETTING} = 'b'`);
        const rows = await session.count(READ_B);
        return seen(code === null && rows === 1, `${code ?? 'set'}, ${rows} foreign row read`);
      },
    },
    {
      name: 'set-local-is-no-lock',
      claim:
        'A tenant "locked" with SET LOCAL is not locked against SQL with its own SET, set_config or COMMIT.',
      threshold: 'Each of the three reads the other tenant’s row; without them 0 rows are read.',
      hingesOnSize: false,
      observe: async (lab) => {
        const without = await readsB(lab, 'select 1');
        const rows = [
          await readsB(lab, `set local ${SETTING} = 'b'`),
          await readsB(lab, `select set_config('${SETTING}', 'b', true)`),
          await readsB(lab, `commit; set ${SETTING} = 'b'`),
        ];
        return seen(
          without === 0 && rows.every((each) => each === 1),
          `SET ${rows[0]}, set_config ${rows[1]}, COMMIT ${rows[2]} foreign row`,
        );
      },
    },
    {
      name: 'role-per-tenant-holds',
      claim: 'A role per tenant holds.',
      threshold: `With a policy on current_user, a tenant’s login reads its own row, and SET ROLE to the other fails with ${REFUSED}.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.query(
          `create table by_role (tenant name);
           insert into by_role values ('${roles.app.slice(1, -1)}'), ('${roles.other.slice(1, -1)}');
           alter table by_role enable row level security;
           create policy t on by_role using (tenant = current_user);
           grant select on by_role to ${roles.app}, ${roles.other}`,
        );
        await session.query(`set session authorization ${roles.app}`);
        const code = await session.errorOf(`set role ${roles.other}`);
        const rows = await session.count('select from by_role');
        await session.query('reset session authorization');
        return seen(code === REFUSED && rows === 1, `${code}, ${rows} of 2 rows`);
      },
    },
    {
      name: 'signed-token-holds',
      claim: 'A signed token that the policy verifies holds.',
      threshold: 'The signed token reads 1 row, the same one with another tenant in it none.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.query(
          `create table signing (secret text);
           insert into signing values ('${SECRET}');
           create function sign_tenant(tenant text) returns text language sql security definer as
             $$ select tenant || '.' || encode(sha256(convert_to(secret || tenant || secret, 'UTF8')), 'hex') from signing $$;
           create function signed_tenant() returns text language sql stable security definer as
             $$ select split_part(token, '.', 1)
                from (select current_setting('facts.token', true) as token) t
                where token = sign_tenant(split_part(token, '.', 1)) $$;
           revoke execute on function sign_tenant from public;
           create table signed (tenant text);
           insert into signed values ('a'), ('b');
           alter table signed enable row level security;
           create policy t on signed using (tenant = (select signed_tenant()));
           grant select on signed to ${roles.app}`,
        );
        const token = String(await session.value(`select sign_tenant('a')`));
        const rowsWith = async (sent: string) => {
          await session.become(roles.app);
          await session.query(`select set_config('facts.token', $1, false)`, [sent]);
          const rows = await session.count('select from signed');
          await session.become(null);
          return rows;
        };
        const own = await rowsWith(token);
        const forged = await rowsWith(token.replace(/^a/, 'b'));
        return seen(own === 1 && forged === 0, `${own} row signed, ${forged} forged`);
      },
    },
    {
      name: 'one-statement-protocol',
      claim:
        'The extended protocol takes one statement at a time: a SET cannot be smuggled in beside a vetted one.',
      threshold: `Two statements in one message with parameters fail with ${SYNTAX}.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.become(roles.app);
        const code = await session.errorOf(
          `set ${SETTING} = 'b'; select from notes where tenant = $1`,
          ['b'],
        );
        return seen(code === SYNTAX, String(code ?? 'both executed'));
      },
    },
    {
      name: 'what-holds-costs',
      claim: 'What holds has a price: a role per tenant, a signed token, vetted statements.',
      threshold: 'Each measured beside a plain setting, in whole exchanges, with intervals.',
      hingesOnSize: false,
      observe: async () =>
        notTestable('not executed: that is a comparison of loads, and no scenario makes it yet'),
    },
  ],
};
export default switchTenant;
