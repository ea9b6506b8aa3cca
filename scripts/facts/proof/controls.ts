import { type FactGroup, type Lab, seen } from '../fact.js';
import { number } from '../timing.js';
import { as } from './as-role.js';

/** The checks of the proofs can fail, each on what it is there for. */

/** Rows that the bound role sees as the whale: its own and those of others. */
async function rowsOfWhale(lab: Lab): Promise<{ own: number; foreign: number }> {
  const { session, roles, tenants } = lab;
  const { tenantId } = tenants.whale;
  await session.setTenant(tenantId);
  return as(lab, roles.app, async () => ({
    own: Number(
      await session.value(`select count(*) from invoices where tenant_id = '${tenantId}'`),
    ),
    foreign: Number(
      await session.value(`select count(*) from invoices where tenant_id <> '${tenantId}'`),
    ),
  }));
}

const controls: FactGroup = {
  section: 'Before any number',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(`grant select on invoices to ${roles.app}`);
  },
  facts: [
    {
      name: 'control-disabled',
      claim:
        'Control: with RLS disabled, or the policy replaced by USING (true), the foreign-row check fails.',
      threshold: 'No foreign row under the policy; foreign rows under both controls.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session } = lab;
        const sound = await rowsOfWhale(lab);
        await session.query('begin; alter table invoices disable row level security');
        const disabled = await rowsOfWhale(lab);
        await session.query('rollback');
        await session.query('begin; alter policy invoices_tenant on invoices using (true)');
        const open = await rowsOfWhale(lab);
        await session.query('rollback');
        return seen(
          sound.foreign === 0 && disabled.foreign > 0 && open.foreign > 0,
          `${sound.foreign} foreign rows; disabled ${number(disabled.foreign)}, open ${number(open.foreign)}`,
        );
      },
    },
    {
      name: 'control-default-deny',
      claim:
        'Control: with the only policy dropped no row is returned (default deny), so the equal-work check fails, not the foreign-row check.',
      threshold: 'Neither own nor foreign rows.',
      hingesOnSize: false,
      observe: async (lab) => {
        const { session } = lab;
        await session.query('begin; drop policy invoices_tenant on invoices');
        const { own, foreign } = await rowsOfWhale(lab);
        await session.query('rollback');
        return seen(own === 0 && foreign === 0, `${own} own, ${foreign} foreign rows`);
      },
    },
  ],
};
export default controls;
