import { type FactGroup, SETTING, seen } from '../fact.js';
import { number } from '../timing.js';
import { as } from './as-role.js';

/** What has to hold before a number means anything. */

const HASH = `select count(*) || ' ' || coalesce(md5(string_agg(i::text, ';' order by invoice_id)), '') from invoices i`;

const beforeAnyNumber: FactGroup = {
  section: 'Before any number',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(
      `grant select on invoices to ${roles.app}, ${roles.bypass}, ${roles.owner}`,
    );
  },
  facts: [
    {
      name: 'row-security-active',
      claim:
        'row_security_active(table) tells whom the policies bind: the role under test, not the superuser, not BYPASSRLS.',
      threshold: 'true for the role under test, false for the other two.',
      hingesOnSize: false,
      observe: async (lab) => {
        const active = (role: string | null) =>
          as(lab, role, () => lab.session.value(`select row_security_active('invoices')`));
        const [app, superuser, bypass] = [
          await active(lab.roles.app),
          await active(null),
          await active(lab.roles.bypass),
        ];
        return seen(
          app === true && superuser === false && bypass === false,
          `role ${app}, superuser ${superuser}, BYPASSRLS ${bypass}`,
        );
      },
    },
    {
      name: 'row-security-active-owner',
      claim: 'It is true for the owner under FORCE only.',
      threshold: 'false under ENABLE, true under FORCE.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles } = lab;
        await session.query(
          `create table owned (tenant text); alter table owned owner to ${roles.owner};
           alter table owned enable row level security`,
        );
        const active = () =>
          as(lab, roles.owner, () => session.value(`select row_security_active('owned')`));
        const enabled = await active();
        await session.query('alter table owned force row level security');
        const forced = await active();
        return seen(enabled === false && forced === true, `ENABLE ${enabled}, FORCE ${forced}`);
      },
    },
    {
      name: 'equal-work',
      claim:
        "The RLS arm's rows hash equal to those that a BYPASSRLS role reads with WHERE from the same table, for a whale, a median and a tiny tenant.",
      threshold: 'Equal hashes of all rows, and some rows, for each of the three.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, roles, tenants } = lab;
        const equal: string[] = [];
        for (const { name, tenantId, rows } of Object.values(tenants)) {
          await session.setTenant(tenantId);
          const rls = await as(lab, roles.app, () => session.value(HASH));
          const where = await as(lab, roles.bypass, () =>
            session.value(`${HASH} where tenant_id = '${tenantId}'`),
          );
          if (rls === where && String(rls).startsWith(`${rows} `)) {
            equal.push(`${name} ${number(rows)}`);
          }
        }
        return seen(equal.length === 3, `equal: ${equal.join(', ')} rows`);
      },
    },
    {
      name: 'no-context-no-rows',
      claim: 'With no context it returns nothing.',
      threshold:
        "0 rows in a new session, where the setting is NULL, and 0 after it was set locally, where it is ''.",
      hingesOnSize: false,
      observe: async (lab) => {
        const { roles, tenants } = lab;
        // Once used in a session it never is NULL again, not even after DISCARD ALL.
        await lab.reconnect();
        const { session } = lab;
        const settingIs = async (expected: string | null) => {
          const value = await session.value(`select current_setting('${SETTING}', true)`);
          if (value !== expected) throw new Error(`Expected the setting ${expected}, got ${value}`);
        };
        const counted = () =>
          as(lab, roles.app, () => session.value('select count(*)::int from invoices'));
        await settingIs(null);
        const before = await counted();
        await session.query(`begin; set local ${SETTING} = '${tenants.tiny.tenantId}'; commit`);
        await settingIs('');
        const after = await counted();
        return seen(before === 0 && after === 0, `NULL: ${before} rows, '': ${after} rows`);
      },
    },
  ],
};
export default beforeAnyNumber;
