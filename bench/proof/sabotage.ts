import { type Client, escapeIdentifier } from 'pg';

/**
 * Ways to break isolation on purpose, so that the checks can be seen to fail. Each leaves `table` in
 * the state it names, whatever it was before; used on a clone, or in a transaction that is undone.
 */
export type Sabotage = (owner: Client, schema: string, table: string) => Promise<void>;

export const disableRls: Sabotage = async (owner, schema, table) => {
  await owner.query(`alter table ${qualified(schema, table)} disable row level security`);
};

export const admitEverything: Sabotage = async (owner, schema, table) => {
  await dropPolicies(owner, schema, table);
  await owner.query(`create policy admit_everything on ${qualified(schema, table)} using (true)`);
};

/** Row-level security without any policy is "default deny" (Postgres manual, 5.9): no rows at all. */
export const dropPolicies: Sabotage = async (owner, schema, table) => {
  const { rows } = await owner.query<{ policyname: string }>(
    'select policyname from pg_policies where schemaname = $1 and tablename = $2',
    [schema, table],
  );
  const target = qualified(schema, table);
  for (const { policyname } of rows) {
    await owner.query(`drop policy ${escapeIdentifier(policyname)} on ${target}`);
  }
  await owner.query(`alter table ${target} enable row level security`);
};

function qualified(schema: string, table: string): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
}
