import { type FactGroup, seen } from '../fact.js';

/** What a custom setting is before, during and after its use. */

/** SQLSTATEs: invalid_text_representation, undefined_object. */
const NOT_A_UUID = '22P02';
const UNKNOWN_SETTING = '42704';

const setting: FactGroup = {
  section: 'Context',
  data: 'empty',
  facts: [
    {
      name: 'setting-null-then-empty',
      claim:
        "A custom setting is NULL before its first use, and '' after a transaction that set it locally ended.",
      threshold: "NULL before, '' after.",
      hingesOnSize: false,
      observe: async ({ session }) => {
        const read = () => session.value(`select current_setting('facts.tenant', true)`);
        const before = await read();
        await session.query(`begin; set local facts.tenant = 'a'; commit`);
        const after = await read();
        return seen(before === null && after === '', `${word(before)}, then ${word(after)}`);
      },
    },
    {
      name: 'setting-empty-after-discard',
      claim: "It is '' also after DISCARD ALL.",
      threshold: "'' after SET and DISCARD ALL.",
      hingesOnSize: false,
      observe: async ({ session }) => {
        await session.query(`set facts.discarded = 'a'`);
        await session.query('discard all');
        const after = await session.value(`select current_setting('facts.discarded', true)`);
        return seen(after === '', word(after));
      },
    },
    {
      name: 'empty-uuid-raises',
      claim: "`''::uuid` raises; `NULLIF(current_setting(name, true), '')::uuid` is NULL instead.",
      threshold: `${NOT_A_UUID} without NULLIF, NULL with it.`,
      hingesOnSize: false,
      observe: async ({ session }) => {
        await session.query(`begin; set local facts.cured = 'a'; commit`);
        const code = await session.errorOf(`select current_setting('facts.cured', true)::uuid`);
        const cured = await session.value(
          `select nullif(current_setting('facts.cured', true), '')::uuid`,
        );
        return seen(code === NOT_A_UUID && cured === null, `${code}; ${word(cured)}`);
      },
    },
    {
      name: 'one-argument-raises',
      claim: 'The one-argument form raises when the setting was never set, even in plain EXPLAIN.',
      threshold: `EXPLAIN without ANALYZE fails with ${UNKNOWN_SETTING} under such a policy.`,
      hingesOnSize: false,
      observe: async ({ session, roles }) => {
        await session.query(
          `create table one (tenant text);
           alter table one enable row level security;
           create policy t on one using (tenant = current_setting('facts.never_set'));
           grant select on one to ${roles.app}`,
        );
        await session.become(roles.app);
        const code = await session.errorOf('explain select from one');
        return seen(code === UNKNOWN_SETTING, String(code ?? 'explained'));
      },
    },
  ],
};
export default setting;

function word(value: unknown): string {
  return value === null ? 'NULL' : `'${value}'`;
}
