import type { Result } from '../result/result.js';

/** The result's parts under the names the report uses. */
export type ScenarioFacts = Result['scenarios'][number];
export type ArmFacts = ScenarioFacts['arms'][number];
export type OperationFacts = ScenarioFacts['operations'][number];
export type Tenant = Result['arms'][number]['tenant'];

const TENANTS: Record<Tenant, string> = {
  whale: 'the whale (the largest tenant)',
  median: 'the median tenant',
  tiny: 'the tiny tenant',
};

const PLAIN_TENANTS: Record<Tenant, string> = {
  whale: 'the largest tenant',
  median: 'the median tenant',
  tiny: 'a tenant that just signed up',
};

/** Which tenant it is, for a reader who does not know our names. */
export function plainTenant(tenant: Tenant): string {
  return PLAIN_TENANTS[tenant];
}

/** A tenant's name with what it stands for, as part of a sentence. */
export function tenantWords(tenant: Tenant): string {
  return TENANTS[tenant];
}

/** The factors of an arm that a section of a scenario's page may be about. */
export const SECTION_FACTORS = [
  'indexes',
  'policy',
  'rows',
  'state',
  'form',
  'warmedBy',
  'route',
  'context',
  'statement',
] as const;
export type SectionFactor = (typeof SECTION_FACTORS)[number];

/** How a connection reaches the database; an arm that names no route keeps its connection open. */
export type Route = NonNullable<ArmFacts['route']>;

const ROUTE_WORDS: Record<Route, string> = {
  'direct-per-request': 'direct, a connection a request',
  'direct-pooled': 'direct, connections kept open',
  'pgbouncer-transaction': 'PgBouncer, transaction mode',
  'pgbouncer-session': 'PgBouncer, session mode',
};

export function routeOf({ route }: Pick<ArmFacts, 'route'>): Route {
  return route ?? 'direct-pooled';
}

export function routeWords(route: Route): string {
  return ROUTE_WORDS[route];
}

export function isPooled(route: Route): boolean {
  return route === 'pgbouncer-transaction' || route === 'pgbouncer-session';
}
