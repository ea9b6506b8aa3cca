import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import { seededRandom } from '../load/random.js';
import type { ConnectionSettings } from '../load/session.js';
import { type ProvedWork, prove } from '../proof/prove.js';
import type { JournalRecord } from '../result/journal.js';
import { drawAllParameters } from '../scenario/parameters.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { cloneDatabase } from '../target/clone.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { untilInterrupted } from './interrupt.js';
import { capturePlans } from './plans.js';
import { scenarioFactsOf } from './scenario-facts.js';
import { type OpenedSiblings, openSiblings } from './siblings.js';

export interface PrepareRequest {
  /** With the operations and arms that are wanted of it. */
  readonly scenario: Scenario;
  /** The siblings to make: those its arms are on, each after the one it is a clone of. */
  readonly siblings: readonly Sibling[];
  readonly target: OpenedTarget;
  readonly roles: ArmRoles;
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
  /** The loaded database cut down, for scenarios that ask for it. */
  readonly sample: () => Promise<string>;
  readonly parameterSets: number;
  readonly seed: number;
  readonly record: (record: JournalRecord) => void;
  readonly signal: AbortSignal;
  readonly begin: (step: string) => void;
}

/** A scenario that may be put under load. */
export interface PreparedScenario {
  readonly roles: ArmRoles;
  readonly proved: readonly ProvedWork[];
  readonly proofs: number;
  /** Drops the databases that were made for it. */
  readonly close: () => Promise<void>;
}

/**
 * Everything before load: makes the siblings, draws parameters, proves, captures plans. All it learns
 * goes to `record` as it is learnt. The caller closes what it returns; on a throw nothing is left.
 *
 * @throws {ProofFailedError} when a proof fails.
 * @throws {BadInputError} when SQL of the scenario fails.
 * @throws {InterruptedError} when interrupted.
 */
export async function prepareScenario(request: PrepareRequest): Promise<PreparedScenario> {
  const { scenario, signal, record } = request;
  const opened = await untilInterrupted(openDatabases(request), signal);
  try {
    record({ type: 'scenario', scenario: scenarioFactsOf(scenario, opened.facts) });
    const { proved, proofs } = await proveAndPlan(request, opened.roles);
    return { roles: opened.roles, proved, proofs, close: opened.drop };
  } catch (error) {
    await opened.drop().catch(() => undefined);
    throw error;
  }
}

async function openDatabases(request: PrepareRequest): Promise<OpenedSiblings> {
  const { scenario, siblings, target, sample, seed, begin } = request;
  begin('making its databases');
  const template = scenario.sample ? await sample() : target.admin.database;
  const on = (login: ConnectionSettings) => ({ ...login, database: template });
  const roles = { ...request.roles, rls: on(request.roles.rls), where: on(request.roles.where) };
  if (siblings.length === 0) return { roles, facts: [], drop: async () => {} };
  const random = seededRandom(seed);
  return openSiblings({ ...request, roles, template, random, onProgress: begin });
}

async function proveAndPlan(
  { scenario, target, tenants, parameterSets, seed, record, signal, begin }: PrepareRequest,
  roles: ArmRoles,
): Promise<{ proved: ProvedWork[]; proofs: number }> {
  begin('drawing parameters');
  const { operations, drawFrom } = scenario;
  const drawer = {
    ...{ isolation: 'where' as const },
    ...(drawFrom === undefined ? {} : { sibling: drawFrom }),
  };
  const parameters = await withClient(connectionOf(roles, drawer), (client) =>
    untilInterrupted(
      drawAllParameters(client, operations, tenants, { seed, count: parameterSets }),
      signal,
    ),
  );

  begin('proving equal work and isolation');
  let proofs = 0;
  const proved = await untilInterrupted(
    prove({
      ...{ target, roles, scenario, tenants, parameterSets: parameters },
      ...(target.canCreateDatabase ? { onClone: (work) => onClone(target, work) } : {}),
      onResult: (proof) => {
        proofs += 1;
        record({ type: 'proof', proof });
      },
    }),
    signal,
  );

  begin("reading every arm's plan");
  await untilInterrupted(
    capturePlans({ scenario, operations, tenants, parameters, roles, signal }, record),
    signal,
  );
  return { proved, proofs };
}

/** Gives the proofs' controls a copy of the database to break, and drops it after them. */
async function onClone(
  target: OpenedTarget,
  work: (owner: ConnectionSettings) => Promise<void>,
): Promise<void> {
  const clone = await cloneDatabase(target, 'controls');
  if (!clone) throw new Error('This target can make no clone');
  try {
    await work(clone.admin);
  } finally {
    await clone.drop();
  }
}
