import { escapeLiteral } from 'pg';
import type { PlanCounts } from './session.js';

/** Asks for a prepared statement's plan counts (Postgres manual, 54.15 `pg_prepared_statements`). */
export function planCountsSql(statementName: string): string {
  return `select generic_plans, custom_plans from pg_prepared_statements where name = ${escapeLiteral(statementName)}`;
}

/** The answer to `planCountsSql`, its row as text. A statement that is not there is a bug of ours. */
export function planCountsOf(
  row: readonly (string | null)[] | undefined,
  statementName: string,
): PlanCounts {
  const [generic, custom] = row ?? [];
  if (!generic || !custom) throw new Error(`No statement ${statementName} is prepared`);
  return { genericPlans: Number(generic), customPlans: Number(custom) };
}
