import { type FactGroup, type Lab, SETTING, seen } from '../fact.js';

/** Whom a policy binds, and as whom functions and views read. */

/** Rows that a role sees of the table, view or function: 1 is its tenant's, 2 is everyone's. */
async function rowsSeenBy(lab: Lab, role: string | null, from = 'notes'): Promise<number> {
  const { session } = lab;
  await session.become(role);
  const rows = await session.count(`select from ${from}`);
  await session.become(null);
  return rows;
}

const whoIsBound: FactGroup = {
  section: 'Policy expressions',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table notes (tenant text, body text);
       insert into notes values ('a', 'of a'), ('b', 'of b');
       alter table notes owner to ${roles.owner};
       create policy t on notes using (tenant = current_setting('${SETTING}', true));
       grant select on notes to ${roles.app}, ${roles.bypass};
       create view plain as select * from notes;
       create view invoker with (security_invoker) as select * from notes;
       create function definer() returns setof notes language sql stable security definer as
         'select * from notes';
       alter view plain owner to ${roles.owner};
       alter view invoker owner to ${roles.owner};
       alter function definer owner to ${roles.owner};
       grant select on plain, invoker to ${roles.app};
       alter table notes enable row level security`,
    );
    await session.setTenant('a');
  },
  facts: [
    {
      name: 'enable-leaves-owner-free',
      claim: 'ENABLE leaves the owner free.',
      threshold: 'The owner sees both rows, another role 1.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.setTenant('a');
        const owner = await rowsSeenBy(lab, lab.roles.owner);
        const app = await rowsSeenBy(lab, lab.roles.app);
        return seen(owner === 2 && app === 1, `owner ${owner}, other role ${app} of 2`);
      },
    },
    {
      name: 'definer-reads-as-owner',
      claim: 'SECURITY DEFINER functions and views without security_invoker read as their owner.',
      threshold:
        'Owned by the free owner, both show the bound role both rows; a security_invoker view shows 1.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.setTenant('a');
        const { app } = lab.roles;
        const definer = await rowsSeenBy(lab, app, 'definer()');
        const plain = await rowsSeenBy(lab, app, 'plain');
        const invoker = await rowsSeenBy(lab, app, 'invoker');
        return seen(
          definer === 2 && plain === 2 && invoker === 1,
          `function ${definer}, view ${plain}, security_invoker ${invoker}`,
        );
      },
    },
    {
      name: 'force-binds-owner',
      claim: 'FORCE binds the owner.',
      threshold: 'The owner sees 1 row, also through its function and its view.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.query('alter table notes force row level security');
        await lab.session.setTenant('a');
        const rows = [
          await rowsSeenBy(lab, lab.roles.owner),
          await rowsSeenBy(lab, lab.roles.app, 'definer()'),
          await rowsSeenBy(lab, lab.roles.app, 'plain'),
        ];
        return seen(
          rows.every((each) => each === 1),
          `table ${rows[0]}, function ${rows[1]}, view ${rows[2]} of 2`,
        );
      },
    },
    {
      name: 'superuser-and-bypass-never-bound',
      claim: 'Superusers and BYPASSRLS roles are never bound, FORCE or not.',
      threshold: 'Under FORCE, both see both rows.',
      hingesOnSize: false,
      observe: async (lab) => {
        await lab.session.query('alter table notes force row level security');
        await lab.session.setTenant('a');
        const superuser = await rowsSeenBy(lab, null);
        const bypass = await rowsSeenBy(lab, lab.roles.bypass);
        return seen(
          superuser === 2 && bypass === 2,
          `superuser ${superuser}, BYPASSRLS ${bypass} of 2`,
        );
      },
    },
  ],
};
export default whoIsBound;
