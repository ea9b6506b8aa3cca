import { countCalls } from '../calls.js';
import { type FactGroup, seen } from '../fact.js';
import { shapeOf } from '../plan.js';
import { number } from '../timing.js';
import {
  buffers,
  COUNT,
  countOfKnown,
  countUnder,
  FEW_BUFFERS,
  ME,
  makeMembers,
  seeks,
  throughSubselect,
} from './members.js';

/** Policies that ask for the tenants a user belongs to. */
const BY_IN = `tenant_id in (select tenant_id from members where user_id = ${ME})`;
const BY_EXISTS = `exists (select from members m where m.user_id = ${ME} and m.tenant_id = invoices.tenant_id)`;

const membership: FactGroup = {
  section: 'Policy expressions',
  data: 'invoices',
  prepare: makeMembers,
  facts: [
    {
      name: 'any-of-array-calls',
      claim: '`= ANY(f())` with an index calls f 2 times a query.',
      threshold: 'Exactly 2 calls, by an index on the tenant.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        const any = await countUnder(lab, 'tenant_id = any (my_tenants())');
        await session.query(`set track_functions = 'all'; set role ${roles.app}`);
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
        const any = await countUnder(lab, 'tenant_id = any (my_tenants())');
        const unnest = await countUnder(lab, 'tenant_id in (select unnest(my_tenants()))');
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
        const { seeks, plan, text } = await throughSubselect(lab, BY_IN);
        return seen(seeks, text, [shapeOf(plan)]);
      },
    },
    {
      name: 'exists-plans-well',
      claim: 'EXISTS correlated with the row plans well when members is indexed on the user.',
      threshold:
        "Other tenants' rows are not read: fewer than a tenth of them are discarded by a filter.",
      hingesOnSize: false,
      observe: async (lab) => {
        const { seeks, plan, text } = await throughSubselect(lab, BY_EXISTS);
        return seen(seeks, text, [shapeOf(plan)]);
      },
    },
    {
      name: 'membership-with-tenant-in-query',
      claim: 'With the tenant in the query as well, IN and EXISTS both plan well.',
      threshold: FEW_BUFFERS,
      hingesOnSize: false,
      observe: async (lab) => {
        const known = await countOfKnown(lab);
        const sql = `${COUNT} where tenant_id = '${lab.tenants.tiny.tenantId}'`;
        const looks = [await countUnder(lab, BY_IN, sql), await countUnder(lab, BY_EXISTS, sql)];
        const well = looks.every(
          (each) =>
            each.rows === known.rows &&
            seeks(lab, each) &&
            each.plan.buffers <= 3 * known.plan.buffers + 10,
        );
        return seen(
          well,
          `IN ${looks[0]?.plan.buffers}, EXISTS ${looks[1]?.plan.buffers} buffers against ${known.plan.buffers}`,
        );
      },
    },
    {
      name: 'members-read-once',
      claim: 'IN and EXISTS read members once a query by its index on the user, not once a row.',
      threshold: 'One loop over members, by its index.',
      hingesOnSize: false,
      observe: async (lab) => {
        const byIn = await throughSubselect(lab, BY_IN);
        const byExists = await throughSubselect(lab, BY_EXISTS);
        return seen(
          [byIn, byExists].every((each) => each.membersLoops === 1 && each.byMembersIndex),
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
        const { membersLoops, text } = await throughSubselect(
          lab,
          `${ME} in (select m.user_id from members m where m.tenant_id = invoices.tenant_id)`,
        );
        return seen(membersLoops >= lab.invoices, `${number(membersLoops)} loops; ${text}`);
      },
    },
    {
      name: 'array-subselect-keeps-index',
      claim:
        '`= ANY (ARRAY(SELECT ...))` keeps the index: the array is made once and is its condition.',
      threshold: FEW_BUFFERS,
      hingesOnSize: false,
      observe: async (lab) => {
        const known = await countOfKnown(lab);
        const array = await countUnder(
          lab,
          `tenant_id = any (array(select tenant_id from members where user_id = ${ME}))`,
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
