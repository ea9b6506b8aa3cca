import type { Lab } from '../fact.js';
import { discarded, type FactPlan, indexesOf, scanOf } from '../plan.js';
import { number } from '../timing.js';

/** What the facts about membership share: a table of members, and looks at a count under a policy. */

const USER = 'app.user_id';
/** The user of the session, in a policy. */
export const ME = `current_setting('${USER}', true)::int`;
export const COUNT = 'select count(*) from invoices';

/** The user who is a member of the tiny tenant only. */
const MEMBER = 7;
/** Members of every tenant besides. */
const USERS = 20;

export async function makeMembers({ session, roles, tenants }: Lab): Promise<void> {
  await session.query(
    `create table members (user_id int not null, tenant_id uuid not null);
     insert into members
       select 100 + n, tenant_id
       from (select distinct tenant_id from invoices) t, generate_series(1, ${USERS}) n;
     insert into members values (${MEMBER}, '${tenants.tiny.tenantId}');
     create index members_user on members (user_id, tenant_id);
     analyze members;
     create function my_tenants() returns uuid[] language plpgsql stable parallel safe as
       $$ begin return array(select tenant_id from members where user_id = ${ME}); end $$;
     grant select on invoices, members to ${roles.app}, ${roles.bypass}`,
  );
}

/** The threshold of what reads the tenant's rows and its memberships only. */
export const FEW_BUFFERS =
  "At most 3 times the buffers of the known tenant (and 10 for members), no other tenants' rows read.";

export interface Look {
  readonly plan: FactPlan;
  /** What the count counted. */
  readonly rows: number;
}

/** Counts under a policy, as the member. */
export async function countUnder(lab: Lab, using: string, sql = COUNT): Promise<Look> {
  const { session, roles } = lab;
  await session.query(`alter policy invoices_tenant on invoices using (${using})`);
  await session.query(`select set_config('${USER}', $1, false)`, [MEMBER]);
  await session.become(roles.app);
  const plan = await session.explain(sql);
  const rows = Number(await session.value(sql));
  await session.become(null);
  return { plan, rows };
}

/** What the same rows take with the tenant as a constant. */
export function countOfKnown(lab: Lab): Promise<Look> {
  return countUnder(lab, `tenant_id = '${lab.tenants.tiny.tenantId}'::uuid`);
}

/** Other tenants' rows are not read, rather than read and thrown away. */
export function seeks(lab: Lab, { plan, rows }: Look): boolean {
  return discarded(plan, 'invoices') < (lab.invoices - rows) / 10;
}

export function buffers({ plan }: Look): string {
  return `${number(plan.buffers)} buffers`;
}

/** A policy with a subselect on members, beside the same condition in a WHERE. */
export async function throughSubselect(lab: Lab, using: string) {
  const { session, roles } = lab;
  const known = await countOfKnown(lab);
  const bound = await countUnder(lab, using);
  await session.become(roles.bypass);
  const inQuery = await session.explain(`${COUNT} where ${using}`);
  await session.become(null);
  const { plan, rows } = bound;
  return {
    plan,
    seeks: rows === known.rows && seeks(lab, bound),
    text: `${number(discarded(plan, 'invoices'))} rows discarded, ${buffers(bound)} (${number(inQuery.buffers)} with it in a WHERE, ${number(known.plan.buffers)} with the tenant known)`,
    byMembersIndex: indexesOf(plan).some((index) => index.startsWith('members')),
    membersLoops: Number(scanOf(plan, 'members')['Actual Loops']),
  };
}
