import { countCalls } from '../calls.js';
import { type FactGroup, type Lab, seen } from '../fact.js';
import { discarded, type FactPlan, indexesOf, scanOf, shapeOf } from '../plan.js';
import { number } from '../timing.js';

/** Policies that ask for the tenants a user belongs to. */

const USER = 'app.user_id';
const COUNT = 'select count(*) from invoices';
const me = `current_setting('${USER}', true)::int`;

/** The user who is a member of the tiny tenant only. */
const MEMBER = 7;

/** Members of every tenant besides. */
const USERS = 20;

interface Look {
  readonly plan: FactPlan;
  readonly rows: number;
}

async function look(lab: Lab, using: string, sql: string): Promise<Look> {
  const { session, roles } = lab;
  await session.query(`alter policy invoices_tenant on invoices using (${using})`);
  await session.query(`select set_config('${USER}', $1, false)`, [MEMBER]);
  await session.become(roles.app);
  const plan = await session.explain(sql);
  const rows = Number(await session.value(COUNT));
  await session.become(null);
  return { plan, rows };
}

/** The rows of other tenants are not read at all, not read and thrown away. */
const seeks = (lab: Lab, { plan, rows }: Look) =>
  discarded(plan, 'invoices') < (lab.invoices - rows) / 10;

const buffers = ({ plan }: Look) => `${number(plan.buffers)} buffers`;

/** What the same rows take with the tenant as a constant. */
async function reference(lab: Lab): Promise<Look> {
  return look(lab, `tenant_id = '${lab.tenants.tiny.tenantId}'::uuid`, COUNT);
}

async function throughSubselect(lab: Lab, using: string) {
  const { session, roles } = lab;
  const known = await reference(lab);
  const { plan, rows } = await look(lab, using, COUNT);
  await session.become(roles.bypass);
  const inQuery = await session.explain(`${COUNT} where ${using}`);
  await session.become(null);
  const onMembers = scanOf(plan, 'members');
  return {
    sameRows: rows === known.rows,
    seeks: seeks(lab, { plan, rows }),
    plan,
    text: `${number(discarded(plan, 'invoices'))} rows discarded, ${buffers({ plan, rows })} (${number(inQuery.buffers)} with it in a WHERE, ${number(known.plan.buffers)} with the tenant known)`,
    byIndex: indexesOf(plan).some((index) => index.startsWith('members')),
    membersLoops: Number(onMembers['Actual Loops']),
  };
}

const membership: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: async ({ session, roles, tenants }) => {
    await session.query(
      `create table members (user_id int not null, tenant_id uuid not null);
       insert into members
         select 100 + n, tenant_id from (select distinct tenant_id from invoices) t, generate_series(1, ${USERS}) n;
       insert into members values (${MEMBER}, '${tenants.tiny.tenantId}');
       create index members_user on members (user_id, tenant_id);
       analyze members;
       create function my_tenants() returns uuid[] language plpgsql stable parallel safe as
         $$ begin return array(select tenant_id from members where user_id = ${me}); end $$;
       grant select on invoices, members to ${roles.app}, ${roles.bypass}`,
    );
  },
  facts: [
    {
      name: 'any-of-array-calls',
      claim: '`= ANY(f())` with an index calls f 2 times a query.',
      threshold: 'Exactly 2 calls, by an index on the tenant.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        const any = await look(lab, 'tenant_id = any (my_tenants())', COUNT);
        await session.query("set track_functions = 'all'");
        await session.become(roles.app);
        const calls = await countCalls(session, 'my_tenants', () => session.query(COUNT));
        return seen(calls === 2 && seeks(lab, any), `${calls} calls`, [shapeOf(any.plan)]);
      },
    },
    {
      name: 'in-unnest-loses-index',
      claim: '`IN (SELECT unnest(f()))` can lose the index.',
      threshold: "It reads other tenants' rows and discards them where `= ANY(f())` does not.",
      hingesOnSize: false,
      observe: async (lab) => {
        const any = await look(lab, 'tenant_id = any (my_tenants())', COUNT);
        const unnest = await look(lab, 'tenant_id in (select unnest(my_tenants()))', COUNT);
        return seen(
          !seeks(lab, unnest) && seeks(lab, any),
          `${buffers(unnest)} against ${number(any.plan.buffers)}`,
          [shapeOf(unnest.plan)],
        );
      },
    },
    {
      name: 'in-members-plans-well',
      claim:
        '`IN (SELECT tenant_id FROM members WHERE user = me)` plans well when members is indexed on the user.',
      threshold:
        "Other tenants' rows are not read: fewer than a tenth of them are discarded by a filter.",
      hingesOnSize: false,
      observe: async (lab) => {
        const { sameRows, seeks, plan, text } = await throughSubselect(
          lab,
          `tenant_id in (select tenant_id from members where user_id = ${me})`,
        );
        return seen(sameRows && seeks, text, [shapeOf(plan)]);
      },
    },
    {
      name: 'exists-plans-well',
      claim: 'EXISTS correlated with the row plans well when members is indexed on the user.',
      threshold:
        "Other tenants' rows are not read: fewer than a tenth of them are discarded by a filter.",
      hingesOnSize: false,
      observe: async (lab) => {
        const { sameRows, seeks, plan, text } = await throughSubselect(
          lab,
          `exists (select from members m where m.user_id = ${me} and m.tenant_id = invoices.tenant_id)`,
        );
        return seen(sameRows && seeks, text, [shapeOf(plan)]);
      },
    },
    {
      name: 'members-read-once',
      claim: 'IN and EXISTS read members once a query by its index on the user, not once a row.',
      threshold: 'One loop over members, by its index.',
      hingesOnSize: false,
      observe: async (lab) => {
        const byIn = await throughSubselect(
          lab,
          `tenant_id in (select tenant_id from members where user_id = ${me})`,
        );
        const byExists = await throughSubselect(
          lab,
          `exists (select from members m where m.user_id = ${me} and m.tenant_id = invoices.tenant_id)`,
        );
        return seen(
          [byIn, byExists].every((each) => each.membersLoops === 1 && each.byIndex),
          `IN ${number(byIn.membersLoops)}, EXISTS ${number(byExists.membersLoops)} loops`,
        );
      },
    },
    {
      name: 'row-side-join-is-slow',
      claim:
        "A policy that joins from the row's side (me IN (SELECT user_id ... WHERE tenant = the row's)) does not plan well.",
      threshold: 'members is looked at once for each row of the table.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.query('create index members_tenant on members (tenant_id, user_id)');
        const { membersLoops, sameRows, text } = await throughSubselect(
          lab,
          `${me} in (select m.user_id from members m where m.tenant_id = invoices.tenant_id)`,
        );
        return seen(
          sameRows && membersLoops >= lab.invoices,
          `${number(membersLoops)} loops; ${text}`,
        );
      },
    },
    {
      name: 'array-subselect-keeps-index',
      claim:
        '`= ANY (ARRAY(SELECT ...))` keeps the index: the array is made once and is its condition.',
      threshold:
        "At most 3 times the buffers of the known tenant (and 10 for members), no other tenants' rows read.",
      hingesOnSize: false,
      observe: async (lab) => {
        const known = await reference(lab);
        const array = await look(
          lab,
          `tenant_id = any (array(select tenant_id from members where user_id = ${me}))`,
          COUNT,
        );
        const few = array.plan.buffers <= 3 * known.plan.buffers + 10;
        return seen(
          few && seeks(lab, array) && array.rows === known.rows,
          `${buffers(array)} against ${number(known.plan.buffers)}`,
          [shapeOf(array.plan)],
        );
      },
    },
  ],
};
export default membership;
