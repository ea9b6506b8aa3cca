import type { Client } from 'pg';
import type { ProofResult } from '../result/parts.js';
import type { Arm, Isolation } from '../scenario/scenario.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles } from '../target/target.js';
import { orServerError, proofResult } from './proof-result.js';

/**
 * Proof: the policies bind the RLS arms' role on every table and nothing lifts them, and the WHERE
 * arms' role is free of them but may do nothing else than read. One result an arm.
 */
export async function provePolicyActive(
  roles: ArmRoles,
  scenario: string,
  arms: readonly Arm[],
  tables: readonly string[],
): Promise<ProofResult[]> {
  const outcomeOf = (isolation: Isolation) =>
    orServerError(() =>
      withClient(roles[isolation], async (client) => {
        const problems = await problemsOf[isolation](client, tables);
        const detail = `role ${roles[isolation].user}: ${problems.join('; ') || fine[isolation](tables)}`;
        return { passed: problems.length === 0, detail };
      }),
    );
  const outcomes = { rls: await outcomeOf('rls'), where: await outcomeOf('where') };
  const subject = { scenario, proof: 'policy is active' };
  return arms.map((arm) => ({
    ...proofResult(subject, outcomes[arm.isolation]),
    arm: arm.name,
  }));
}

const fine: Record<Isolation, (tables: readonly string[]) => string> = {
  rls: (tables) =>
    `bound by the policies of ${tables.join(', ')}; not owner, superuser or BYPASSRLS, nor a member of one`,
  where: (tables) => `not bound on ${tables.join(', ')}; may only read`,
};

const problemsOf: Record<
  Isolation,
  (client: Client, tables: readonly string[]) => Promise<string[]>
> = {
  rls: async (client, tables) => [
    ...(await activityProblems(client, tables, true)),
    ...(await texts(client, liftingRolesSql)),
    ...(await texts(client, ownersSql, [tables])),
  ],
  where: async (client, tables) => [
    ...(await activityProblems(client, tables, false)),
    ...(await texts(client, excessAttributesSql)),
    ...(await texts(client, excessPrivilegesSql)),
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

async function texts(client: Client, sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ problem: string }>(sql, values);
  return rows.map(({ problem }) => problem);
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

const excessAttributesSql = `
  select 'it has ' || attribute as problem
    from pg_roles,
         lateral (values ('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole),
                         ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication)) as a (attribute, has)
   where rolname = current_user and has
  union all
  select 'it is a member of ' || r.rolname
    from pg_auth_members m join pg_roles r on r.oid = m.roleid
   where m.member = (select oid from pg_roles where rolname = current_user)`;

/** Anything the current role may do to user tables but read them, and where it may create. */
const excessPrivilegesSql = `
  select 'it may ' || string_agg(privilege, ', ' order by privilege) || ' on ' || c.relname as problem
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
   where c.relkind in ('r', 'p', 'v', 'm', 'f')
     and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%'
     and has_table_privilege(current_user, c.oid, privilege)
   group by c.oid, c.relname
  union all
  select 'it may CREATE in schema ' || nspname
    from pg_namespace
   where nspname = any (current_schemas(false)) and has_schema_privilege(current_user, oid, 'CREATE')`;
