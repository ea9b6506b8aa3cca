import type { NamedTenant } from '../dataset/dataset.js';
import { openSession } from '../load/open.js';
import { seededRandom } from '../load/random.js';
import type { ConnectionSettings } from '../load/session.js';
import { prove } from '../proof/prove.js';
import type { BlockRecord, JournalRecord } from '../result/journal.js';
import { drawAllParameters } from '../scenario/parameters.js';
import type { Cell, Scenario } from '../scenario/scenario.js';
import { cloneDatabase } from '../target/clone.js';
import { withClient } from '../target/connect.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { roomForCells } from './connection-room.js';
import type { OnRunEvent } from './events.js';
import { describeFailure } from './failed-arms.js';
import { untilInterrupted } from './interrupt.js';
import { precisionReached, tellSoFar } from './live.js';
import { measureCells } from './measure.js';
import { measuredCell } from './measured-cell.js';
import { capturePlans } from './plans.js';
import type { Profile } from './profiles.js';
import { scenarioFactsOf } from './scenario-facts.js';
import { explainServerTrouble, isServerAlive } from './server-trouble.js';

export interface ScenarioRunRequest {
  readonly scenario: Scenario;
  readonly cells: readonly Cell[];
  readonly target: OpenedTarget;
  readonly roles: ArmRoles;
  readonly tenants: readonly NamedTenant[];
  readonly profile: Profile;
  readonly seed: number;
  readonly record: (record: JournalRecord) => void;
  readonly signal: AbortSignal;
  readonly onEvent: OnRunEvent;
}

/**
 * One scenario from its parameters to its last block: draw, prove, capture plans, measure. All it
 * learns goes to `record` as it is learnt.
 *
 * @throws {ProofFailedError} before any load, when a proof fails.
 * @throws {InterruptedError} when interrupted before measuring; while measuring it returns early.
 * @throws {EnvironmentError} when the server goes away.
 */
export async function runScenario(request: ScenarioRunRequest): Promise<void> {
  const { scenario, target, signal, onEvent } = request;
  let step = 'starting';
  const begin = (next: string) => {
    step = next;
    onEvent({ kind: 'doing', text: `${scenario.name}: ${next}` });
  };
  // What goes on in the background after Ctrl-C only sees its connections end.
  const record = (each: JournalRecord) => {
    if (!signal.aborted) request.record(each);
  };
  try {
    await takeSteps({ ...request, record }, begin);
  } catch (error) {
    throw signal.aborted ? error : await explainServerTrouble(error, step, target.admin);
  }
}

async function takeSteps(
  request: ScenarioRunRequest,
  begin: (step: string) => void,
): Promise<void> {
  const { target, roles, tenants, profile, seed, record, signal, onEvent } = request;
  const operationNames = new Set(request.cells.map(({ operation }) => operation));
  const operations = request.scenario.operations.filter(({ name }) => operationNames.has(name));
  const scenario = { ...request.scenario, operations };
  record({ type: 'scenario', scenario: scenarioFactsOf(scenario) });

  begin('drawing parameters');
  const parameters = await withClient(roles.where, (client) =>
    untilInterrupted(
      drawAllParameters(client, operations, tenants, { seed, count: profile.parameterSets }),
      signal,
    ),
  );

  begin('proving equal work and isolation');
  let proofs = 0;
  const proved = await untilInterrupted(
    prove({
      target,
      roles,
      scenario,
      tenants,
      parameterSets: parameters,
      ...(target.canCreateDatabase ? { onClone: (work) => onClone(target, work) } : {}),
      onResult: (proof) => {
        proofs += 1;
        record({ type: 'proof', proof });
      },
    }),
    signal,
  );
  onEvent({ kind: 'said', text: `${scenario.name}: all ${proofs} proofs hold` });

  begin("reading every arm's plan");
  await untilInterrupted(
    capturePlans({ scenario, operations, tenants, parameters, roles, signal }, record),
    signal,
  );

  const wanted = request.cells.map((cell) =>
    measuredCell(cell, scenario, operations, { tenants, proved }),
  );
  const { cells, skipped } = await roomForCells(target, scenario.name, wanted);
  for (const each of skipped) {
    record({ type: 'skip', skipped: each });
    onEvent({
      kind: 'said',
      text: `skipped: ${each.operation}, ${each.tenant}, concurrency ${each.concurrency}: ${each.reason}`,
    });
  }

  begin('measuring');
  const blocks: BlockRecord[] = [];
  await measureCells({
    scenario: scenario.name,
    cells,
    profile,
    openSession: (arm) => openSession(arm, roles[arm.isolation]),
    readServerCpuNs: target.measuresServerCpu ? readOnCpuNs : () => null,
    isServerAlive: () => isServerAlive(target.admin),
    random: seededRandom(seed),
    signal,
    onBlock: (block) => {
      blocks.push(block);
      record(block);
    },
    onFailure: (failure) => {
      record({ type: 'failure', failure });
      onEvent({
        kind: 'said',
        text: `${describeFailure(failure)}; it takes no further part`,
      });
    },
    onPass: (progress) => {
      for (const event of tellSoFar(scenario, cells[0], blocks, progress)) onEvent(event);
      return progress.passes >= profile.minimumBlocks && precisionReached(scenario, blocks);
    },
  });
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
