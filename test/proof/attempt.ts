import { type ProveRequest, prove } from '../../bench/proof/prove.js';
import type { ProofResult } from '../../bench/result/parts.js';
import { drawAllParameters, type OperationParameters } from '../../bench/scenario/parameters.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { createSmallScenario, operations, scenario, tenants } from './small-scenario.js';

/** The small scenario in a database of its own, with what it is proved with. */
export interface SmallBase extends TestDatabase {
  readonly roles: ArmRoles;
  readonly parameterSets: readonly OperationParameters[];
}

export async function openSmallBase(): Promise<SmallBase> {
  const database = await openTestDatabase();
  const roles = await createSmallScenario(database);
  const parameterSets = await withClient(roles.where, (client) =>
    drawAllParameters(client, operations, tenants, { seed: 7, count: 4 }),
  );
  return { ...database, roles, parameterSets };
}

export interface Attempt {
  readonly results: ProofResult[];
  readonly failed: ProofResult[];
  readonly error: unknown;
}

/**
 * Proves the small scenario on a clone of the base in which `lie` was told by its owner; the controls
 * in a transaction, which saves a clone a test. A sibling "own" is that clone too.
 */
export async function attemptOn(
  { admin, roles, parameterSets }: SmallBase,
  lie: string,
  over: Partial<ProveRequest> = {},
): Promise<Attempt> {
  const database = await openTestDatabase(admin.database);
  const inDatabase = { database: database.admin.database };
  const results: ProofResult[] = [];
  let error: unknown;
  try {
    await withClient(database.admin, (client) => client.query(lie));
    await prove({
      target: database.target,
      roles: {
        ...roles,
        rls: { ...roles.rls, ...inDatabase },
        where: { ...roles.where, ...inDatabase },
        siblings: new Map([['own', inDatabase.database]]),
      },
      scenario,
      tenants,
      parameterSets,
      sendsLoad: true,
      onResult: (result) => results.push(result),
      ...over,
    });
  } catch (thrown) {
    error = thrown;
  } finally {
    await database.close();
  }
  return { results, failed: results.filter(({ status }) => status === 'failed'), error };
}

/** The names of the failed proofs, each once. */
export const failedProofs = ({ failed }: Attempt) =>
  [...new Set(failed.map(({ proof }) => proof))].sort();
