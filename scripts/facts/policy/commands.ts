import { type FactGroup, SETTING, seen } from '../fact.js';

/** What policies say of commands and of new rows. */

const MINE = `tenant = current_setting('${SETTING}', true)`;
/** SQLSTATEs: insufficient_privilege, dependent_objects_still_exist. */
const REFUSED = '42501';
const DEPENDED_ON = '2BP01';

const commands: FactGroup = {
  section: 'Policy expressions',
  data: 'empty',
  prepare: async ({ session, roles }) => {
    await session.query(
      `create table notes (tenant text, body text);
       insert into notes values ('a', 'of a'), ('b', 'of b');
       alter table notes enable row level security;
       grant all on notes to ${roles.app}`,
    );
  },
  facts: [
    {
      name: 'restrictive-alone',
      claim: 'A policy AS RESTRICTIVE alone admits no row; a permissive one must admit it first.',
      threshold:
        '0 rows with the restrictive policy alone, the tenant’s 1 beside a permissive one.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.query(`create policy r on notes as restrictive using (${MINE})`);
        await session.setTenant('a');
        await session.become(roles.app);
        const alone = await session.count('select from notes');
        await session.become(null);
        await session.query('create policy p on notes using (true)');
        await session.become(roles.app);
        const beside = await session.count('select from notes');
        await session.become(null);
        await session.query('drop policy r on notes; drop policy p on notes');
        return seen(alone === 0 && beside === 1, `${alone} alone, ${beside} beside a permissive`);
      },
    },
    {
      name: 'using-checks-new-rows',
      claim:
        'Without WITH CHECK, USING is applied to new rows too, for ALL and for UPDATE ("it admits every write" is folklore).',
      threshold: `Inserting and moving a row to another tenant both fail with ${REFUSED}; one's own row goes in.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.query(`create policy t on notes using (${MINE})`);
        await session.setTenant('a');
        await session.become(roles.app);
        const own = await session.errorOf(`insert into notes values ('a', 'own')`);
        const foreign = await session.errorOf(`insert into notes values ('b', 'foreign')`);
        const moved = await session.errorOf(`update notes set tenant = 'b'`);
        await session.become(null);
        await session.query(
          `drop policy t on notes;
           create policy s on notes for select using (true);
           create policy u on notes for update using (${MINE})`,
        );
        await session.become(roles.app);
        const movedForUpdate = await session.errorOf(`update notes set tenant = 'b'`);
        await session.become(null);
        await session.query('drop policy s on notes; drop policy u on notes');
        return seen(
          own === null && [foreign, moved, movedForUpdate].every((code) => code === REFUSED),
          `insert ${foreign}, move ${moved}, move FOR UPDATE ${movedForUpdate}`,
        );
      },
    },
    {
      name: 'policy-column-stays',
      claim: 'A column that a policy uses cannot be dropped ("it can" is folklore).',
      threshold: `ALTER TABLE ... DROP COLUMN fails with ${DEPENDED_ON}.`,
      hingesOnSize: false,
      observe: async ({ session }) => {
        await session.query(`create policy t on notes using (${MINE})`);
        const code = await session.errorOf('alter table notes drop column tenant');
        await session.query('drop policy t on notes');
        return seen(code === DEPENDED_ON, String(code ?? 'dropped'));
      },
    },
    {
      name: 'one-command-only',
      claim: 'A policy for one command says nothing of the others.',
      threshold:
        'FOR SELECT alone: no row can be inserted, updated or deleted. FOR INSERT beside an open FOR SELECT: every row is read.',
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.setTenant('a');
        await session.query(`create policy s on notes for select using (${MINE})`);
        await session.become(roles.app);
        const inserted = await session.errorOf(`insert into notes values ('a', 'more')`);
        const updated = await session.count(`update notes set body = ''`);
        const deleted = await session.count('delete from notes');
        await session.become(null);
        await session.query(
          `drop policy s on notes;
           create policy i on notes for insert with check (${MINE});
           create policy s on notes for select using (true)`,
        );
        await session.become(roles.app);
        const read = await session.count(`select from notes where tenant = 'b'`);
        await session.become(null);
        await session.query('drop policy i on notes; drop policy s on notes');
        return seen(
          inserted === REFUSED && updated === 0 && deleted === 0 && read > 0,
          `insert ${inserted}, ${updated} updated, ${deleted} deleted; ${read} foreign read`,
        );
      },
    },
  ],
};
export default commands;
