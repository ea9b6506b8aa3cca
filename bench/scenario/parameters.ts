import type { Client } from 'pg';
import type { QueryCall } from '../context/exchange.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { BadInputError } from '../errors.js';
import type { Arm, Operation, TenantName } from './scenario.js';
import { parametersIn } from './sql-parameters.js';
import { isGivenTenant, textOf } from './taking-part.js';

/** The drawn parameters of one execution, as text; null is SQL NULL. */
export type ParameterSet = readonly (string | null)[];

/** What one operation is run with for one tenant: at least one set, the same on every arm. */
export interface OperationParameters {
  readonly operation: string;
  readonly tenant: TenantName;
  readonly sets: readonly ParameterSet[];
}

export interface DrawSize {
  readonly seed: number;
  /** Parameter sets asked for; a tenant with fewer rows gives fewer. */
  readonly count: number;
}

/**
 * Draws the parameter sets of every operation for every tenant.
 *
 * @param client connected as the WHERE arms' role, which reads every tenant's rows
 * @throws {BadInputError} when an operation draws nothing for a tenant
 */
export async function drawAllParameters(
  client: Client,
  operations: readonly Operation[],
  tenants: readonly NamedTenant[],
  size: DrawSize,
): Promise<OperationParameters[]> {
  const drawn: OperationParameters[] = [];
  for (const operation of operations) {
    for (const tenant of tenants) {
      const sets = await drawParameters(client, operation, tenant, size);
      drawn.push({ operation: operation.name, tenant: tenant.name, sets });
    }
  }
  return drawn;
}

/**
 * Runs the operation's `draw` query for one tenant; one empty set where it has none.
 *
 * @throws {BadInputError} when it returns no row: there would be nothing to run
 */
export async function drawParameters(
  client: Client,
  operation: Operation,
  tenant: NamedTenant,
  size: DrawSize,
): Promise<ParameterSet[]> {
  if (operation.draw === undefined) return [[]];
  const { rows } = await client.query<(string | null)[]>({
    text: operation.draw,
    values: [tenant.tenantId, size.seed, size.count],
    rowMode: 'array',
    types: { getTypeParser: () => (value: string) => value },
  });
  if (rows.length === 0) {
    throw new BadInputError(
      `Operation ${operation.name} drew no parameters for tenant ${tenant.name} (${tenant.tenantId}): expected at least one row from its draw query, got none`,
      `Mend draw of operation ${operation.name}, or give that tenant rows to draw from.`,
    );
  }
  return rows;
}

/**
 * Name of the prepared statement of an operation and tenant. The tenant is in it, so that each has a
 * plan of its own on a connection that serves several.
 */
export function statementNameOf(operation: string, tenant: TenantName): string {
  return `${operation}_${tenant}`;
}

/**
 * The operation's query for one tenant and parameter set, in the arm's form.
 *
 * @param measured the tenant whose statement it is, where another's parameters warm it
 */
export function queryCallOf(
  operation: Operation,
  arm: Pick<Arm, 'isolation' | 'form'>,
  tenant: NamedTenant,
  values: ParameterSet,
  measured: TenantName = tenant.name,
): QueryCall {
  return {
    ...callInContext(tenant, {
      name: statementNameOf(operation.name, measured),
      text: textOf(operation, arm),
      values: isGivenTenant(operation, arm) ? [tenant.tenantId, ...values] : values,
    }),
    ...(operation.effect === undefined ? {} : { effect: operation.effect }),
  };
}

/** A query of our own, in a tenant's context. */
export function callInContext(
  { tenantId, role }: NamedTenant,
  query: Pick<QueryCall, 'name' | 'text' | 'values'>,
): QueryCall {
  return { ...query, tenantId, ...(role === undefined ? {} : { tenantRole: role }) };
}

/** The query that reads what a write left behind, for the proof; undefined where it has none. */
export function verifyCallOf(
  { name, verify }: Operation,
  { name: tenant, tenantId }: NamedTenant,
  values: ParameterSet,
): QueryCall | undefined {
  if (verify === undefined) return undefined;
  const given = [tenantId, ...values].slice(0, Math.max(0, ...parametersIn(verify)));
  return { name: `${statementNameOf(name, tenant)}_verify`, text: verify, values: given, tenantId };
}
