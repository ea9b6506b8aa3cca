import type { Client } from 'pg';
import { mapInLanes } from '../lanes.js';
import type { ProofResult } from '../result/parts.js';
import type { Arm, Isolation, Scenario } from '../scenario/scenario.js';
import { tablesOf, writtenTables } from '../scenario/tables-of.js';
import type { ArmRoles } from '../target/target.js';
import type { ArmForm } from './arm-form.js';
import type { ConnectionRunner } from './arm-runner.js';
import { excessRights, type GrantedTables, texts } from './excess-rights.js';
import { type Outcome, orServerError, proofResult } from './proof-result.js';

/**
 * Proof: the policies bind the RLS arms' role on every table and nothing lifts them, and the WHERE
 * arms' role is free of them but may do nothing else than read what the scenario reads and, on its
 * siblings, write what it writes. One result an arm.
 */
export async function provePolicyActive(
  { client: clientOf }: Pick<ConnectionRunner, 'client'>,
  forms: readonly ArmForm[],
  roles: ArmRoles,
  scenario: Scenario,
): Promise<ProofResult[]> {
  const tables = tablesOf(scenario);
  const formOf = (arm: Arm) => forms.find(({ arms }) => arms.includes(arm)) as ArmForm;
  const outcomeOf = (arm: Arm) =>
    orServerError(async () => {
      const client = await clientOf(formOf(arm));
      const { isolation } = arm;
      const granted = grantedTo(arm, roles, scenario);
      const problems = await problemsOf[isolation](client, tables, granted);
      const detail = `role ${roles[isolation].user}: ${problems.join('; ') || fine[isolation](tables, granted)}`;
      return { passed: problems.length === 0, detail };
    });
  const subject = { scenario: scenario.name, proof: 'policy is active' };
  // Arms that log in alike are looked at once.
  const byLogin = new Map(scenario.arms.map((arm) => [loginOf(arm), arm]));
  const outcomes = new Map<string, Outcome>();
  await mapInLanes([...byLogin], async ([login, arm]) => outcomes.set(login, await outcomeOf(arm)));
  return scenario.arms.map((arm) => ({
    ...proofResult(subject, outcomes.get(loginOf(arm)) as Outcome),
    arm: arm.name,
  }));
}

function loginOf({ isolation, sibling = '' }: Arm): string {
  return `${isolation} ${sibling}`;
}

/** The tables of the target's own database, and of its sibling those that are granted there. */
function grantedTo(arm: Arm, { tables }: ArmRoles, scenario: Scenario): GrantedTables {
  return arm.sibling === undefined
    ? { reads: tables, writes: [] }
    : { reads: [...tables, ...tablesOf(scenario)], writes: writtenTables(scenario) };
}

const fine: Record<Isolation, (tables: readonly string[], granted: GrantedTables) => string> = {
  rls: (tables) =>
    `bound by the policies of ${tables.join(', ')}; not owner, superuser or BYPASSRLS, nor a member of one`,
  where: (tables, { writes }) =>
    `not bound on ${tables.join(', ')}; may read those it was given${writes.length === 0 ? '' : `, write ${writes.join(', ')}`} and nothing else`,
};

const problemsOf: Record<
  Isolation,
  (client: Client, tables: readonly string[], granted: GrantedTables) => Promise<string[]>
> = {
  rls: async (client, tables) => [
    ...(await activityProblems(client, tables, true)),
    ...(await texts(client, liftingRolesSql)),
    ...(await texts(client, ownersSql, [tables])),
  ],
  where: async (client, tables, granted) => [
    ...(await activityProblems(client, tables, false)),
    ...(await excessRights(client, granted)),
  ],
};

async function activityProblems(client: Client, tables: readonly string[], expected: boolean) {
  const { rows } = await client.query<{ table: string; active: boolean }>(
    `select t as table, row_security_active(quote_ident(t)) as active from unnest($1::text[]) as t`,
    [tables],
  );
  return rows
    .filter(({ active }) => active !== expected)
    .map(({ table, active }) => `row_security_active('${table}') is ${active}`);
}

/** Roles that policies don't bind and that the current role is or may become. */
const liftingRolesSql = `
  select case when rolname = current_user then 'it is ' else 'it is a member of ' || rolname || ', which is ' end
         || case when rolsuper then 'superuser' else 'BYPASSRLS' end as problem
    from pg_roles
   where (rolsuper or rolbypassrls)
     and case when rolname = current_user then true
              else pg_has_role(current_user, oid, 'MEMBER')
                   and not (select rolsuper from pg_roles where rolname = current_user) end`;

/** Tables whose owner the current role is or may become: ENABLE leaves the owner free. */
const ownersSql = `
  select case when r.rolname = current_user then 'it owns ' else 'it is a member of ' || r.rolname || ', the owner of ' end
         || c.relname as problem
    from unnest($1::text[]) as t
    join pg_class c on c.oid = quote_ident(t)::regclass
    join pg_roles r on r.oid = c.relowner
   where pg_has_role(current_user, r.oid, 'MEMBER')
     and not (select rolsuper from pg_roles where rolname = current_user)`;
