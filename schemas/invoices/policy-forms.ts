/** The policies of policies.sql in other words: SQL that scenarios change a sibling database with. */

const TENANT_SETTING = `nullif(current_setting('app.current_tenant_id', true), '')`;

/** The tenant as the setting has it; NULL where none is set, which matches no row. */
export const SETTING = `${TENANT_SETTING}::uuid`;

/** As policies.sql has it: the planner reads the setting and estimates for that tenant. */
export const BARE = `tenant_id = ${SETTING}`;

/** In a scalar subselect: read once a query, by an InitPlan, and unknown to the planner. */
export const WRAPPED = `tenant_id = (select ${SETTING})`;

/** A rule, which may name the table that it is on. */
export type Rule = string | ((table: string) => string);

/** Gives the tables' policies another rule, for reading and writing alike. */
export function setRule(rule: Rule, tables: readonly string[]): string[] {
  return tables.map((table) => {
    const text = typeof rule === 'string' ? rule : rule(table);
    return `alter policy ${table}_tenant on ${table} using (${text}) with check (${text})`;
  });
}

/** Puts a table made anew under a policy, as policies.sql does with those that are loaded. */
export function protect(table: string, rule: string): string[] {
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy ${table}_tenant on ${table} using (${rule}) with check (${rule})`,
  ];
}
