import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import { type RandomSource, seededRandom } from '../load/random.js';
import type { ConnectionSettings, ExchangeFailure } from '../load/session.js';
import { type ConnectionRunner, connectionRunner } from '../proof/arm-runner.js';
import { type ProvedWork, prove } from '../proof/prove.js';
import type { JournalRecord, PlanRecord } from '../result/journal.js';
import type { SkippedWork } from '../result/parts.js';
import { checkSql } from '../scenario/check-sql.js';
import { controlProofs, withoutControls } from '../scenario/controls.js';
import { fileOf } from '../scenario/file-of.js';
import { drawAllParameters, type OperationParameters } from '../scenario/parameters.js';
import { withoutArms } from '../scenario/pooled-arms.js';
import type { Arm, Operation, Scenario, Sibling } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { cloneDatabase, isTaken } from '../target/clone.js';
import { withClient } from '../target/connect.js';
import { grantOnSibling } from '../target/roles.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { judgePlan } from './expectations.js';
import { untilInterrupted } from './interrupt.js';
import { capturePlans } from './plans.js';
import { scenarioFactsOf } from './scenario-facts.js';
import { type OpenedSiblings, openSiblings } from './siblings.js';
import { vacuumWritten } from './written-siblings.js';

export interface DatabasesRequest {
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
  readonly begin: (step: string) => void;
}

export interface ProveRequest
  extends Pick<DatabasesRequest, 'scenario' | 'target' | 'roles' | 'tenants' | 'begin'> {
  /** Parameter sets drawn for an operation. */
  readonly parameterSets: (operation: Operation) => number;
  /**
   * Whether load follows: then what it sends is proved too, and the proofs' controls get a copy of the
   * database to break. A check has no load, and breaks isolation in a transaction: a copy takes most
   * of a second and shows the same.
   */
  readonly sendsLoad: boolean;
  /** No plans are read: they are known already. */
  readonly withoutPlans?: true;
  /** Lets go of what poolers hold on the loaded database, before it is cloned. */
  readonly releasePooled?: () => Promise<void>;
  readonly seed: number;
  readonly record: (record: JournalRecord) => void;
  readonly signal: AbortSignal;
  /** Told once only the databases of the arms are worked on, and no more what they are clones of. */
  readonly onDrawn?: () => void;
}

/** Enough for an operation that no load follows: it is held to its plan, not to its rows under load. */
export const SETS_WITHOUT_LOAD = 2;

/** A scenario that may be put under load. */
export interface ProvedScenario {
  readonly proved: readonly ProvedWork[];
  readonly proofs: number;
  /** The arms that take no further part: their way through their pooler was lost. */
  readonly lost: ReadonlyMap<string, ExchangeFailure>;
}

/**
 * The first part of what comes before load: the databases that the scenario's arms work on. The caller
 * drops them; on a throw nothing is left.
 *
 * @throws {BadInputError} when a sibling's SQL fails.
 */
export async function openDatabases(request: DatabasesRequest): Promise<OpenedSiblings> {
  const { scenario, siblings, target, sample, begin } = request;
  begin('making its databases');
  const template = scenario.sample ? await sample() : target.admin.database;
  const on = (login: ConnectionSettings) => ({ ...login, database: template });
  const roles = { ...request.roles, rls: on(request.roles.rls), where: on(request.roles.where) };
  // The sample may be older than the logins: it comes with the cached data.
  if (template !== target.admin.database) {
    await withClient(on(target.admin), (client) =>
      grantOnSibling(client, roles, target.schema, { tables: roles.tables, reads: [], writes: [] }),
    );
  }
  if (siblings.length === 0) return { roles, facts: [], drop: async () => {} };
  return openSiblings({ ...request, roles, template, random: drawnAnew(), onProgress: begin });
}

/**
 * Not from the run's seed: what makes one of two like clones a little slower has to meet another arm
 * from run to run, or it would look like the same effect every time.
 */
function drawnAnew(): RandomSource {
  return seededRandom(randomInt(2 ** 32));
}

/**
 * The second part: on the databases of the first, draws parameters, proves, captures plans. All it
 * learns goes to `record` as it is learnt.
 *
 * @throws {ProofFailedError} when a proof fails.
 * @throws {BadInputError} when SQL of the scenario fails.
 * @throws {InterruptedError} when interrupted.
 */
export async function proveAndPlan(
  request: ProveRequest,
  { roles, facts }: Pick<OpenedSiblings, 'roles' | 'facts'>,
): Promise<ProvedScenario> {
  const { scenario, tenants, parameterSets, seed, record, signal, begin } = request;
  record({ type: 'scenario', scenario: scenarioFactsOf(scenario, facts) });
  begin('looking at its SQL');
  const { operations, drawFrom } = scenario;
  const drawConnection = connectionOf(roles, {
    isolation: 'where',
    ...(drawFrom === undefined ? {} : { sibling: drawFrom }),
  });
  const file = fileOf(scenario);
  const ofArm = (arm: Arm) => connectionOf(roles, arm);
  await untilInterrupted(checkSql({ scenario, file, connectionOf: ofArm, drawConnection }), signal);

  begin('drawing parameters');
  const parameters = await withClient(drawConnection, (client) =>
    untilInterrupted(drawEach(client, { operations, tenants, parameterSets, seed }), signal),
  );

  request.onDrawn?.();
  const runner = connectionRunner(roles);
  return thenClose(
    () => proveAndCapture(request, roles, parameters, runner),
    () => untilInterrupted(runner.close(), signal),
  );
}

async function proveAndCapture(
  request: ProveRequest,
  roles: ArmRoles,
  parameters: readonly OperationParameters[],
  runner: ConnectionRunner,
): Promise<ProvedScenario> {
  const { target, tenants, record, signal, begin } = request;
  const whole = withoutControls(request.scenario);
  for (const proof of controlProofs(request.scenario)) record({ type: 'proof', proof });
  begin('proving equal work and isolation');
  let proofs = 0;
  const lost = new Map<string, ExchangeFailure>();
  const proved = await untilInterrupted(
    prove({
      ...{ target, roles, scenario: whole, tenants, parameterSets: parameters, runner },
      sendsLoad: request.sendsLoad,
      ...(request.sendsLoad && target.canCreateDatabase
        ? { onClone: (work) => onClone(request, work) }
        : {}),
      onLost: ({ name }, failure) => lost.set(name, failure),
      onResult: (proof) => {
        proofs += 1;
        record({ type: 'proof', proof });
      },
    }),
    signal,
  );

  if (request.withoutPlans) return { proved, proofs, lost };
  const { scenario } = withoutArms(whole, new Map([...lost].map(([arm]) => [arm, 'lost'])));
  await untilInterrupted(vacuumWritten(target, roles, scenario), signal);
  begin("reading every arm's plan");
  await untilInterrupted(
    capturePlans(
      {
        ...{ scenario, operations: scenario.operations, tenants, parameters, roles, signal },
        ...{ schema: target.schema, clientOf: runner.client },
        ownerOf: (database) => ({ ...target.admin, database }),
        onUncounted: (plan, why) => record({ type: 'skip', skipped: uncounted(plan, why) }),
      },
      (plan) => {
        record(plan);
        for (const expectation of judgePlan(scenario, plan)) {
          record({ type: 'expectation', expectation });
        }
      },
    ),
    signal,
  );
  return { proved, proofs, lost };
}

function uncounted({ scenario, operation, tenant, arm }: PlanRecord, reason: string): SkippedWork {
  return { scenario, operation, tenant, concurrency: null, arm, reason };
}

/**
 * Gives the proofs' controls a copy of the database to break, and drops it after them. False on a
 * server that is not ours where somebody stays connected to the database: a pooler's auth_query, say.
 */
async function onClone(
  { target, releasePooled }: Pick<ProveRequest, 'target' | 'releasePooled'>,
  work: (owner: ConnectionSettings) => Promise<void>,
): Promise<boolean> {
  await releasePooled?.();
  const clone = await cloneDatabase(target, 'controls').catch((error: unknown) => {
    if (target.kind === 'url' && isTaken(error)) return undefined;
    throw error;
  });
  if (!clone) return false;
  await thenClose(() => work(clone.admin), clone.drop);
  return true;
}

async function drawEach(
  client: Client,
  {
    operations,
    tenants,
    parameterSets,
    seed,
  }: Pick<ProveRequest, 'tenants' | 'parameterSets' | 'seed'> & Pick<Scenario, 'operations'>,
): Promise<OperationParameters[]> {
  const drawn: OperationParameters[] = [];
  for (const operation of operations) {
    const size = { seed, count: parameterSets(operation) };
    drawn.push(...(await drawAllParameters(client, [operation], tenants, size)));
  }
  return drawn;
}
