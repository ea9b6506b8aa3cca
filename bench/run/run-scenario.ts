import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import { openSession } from '../load/open.js';
import { seededRandom } from '../load/random.js';
import type { PoolerSource } from '../pooler/pooler.js';
import { runProbes } from '../probe/run-probes.js';
import type { BlockRecord, JournalRecord } from '../result/journal.js';
import { withoutArms } from '../scenario/pooled-arms.js';
import type { Cell, Operation, Scenario } from '../scenario/scenario.js';
import { loadConnectionOf } from '../target/arm-connection.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { type ArmPoolers, openArmPoolers } from './arm-poolers.js';
import { roomForCells } from './connection-room.js';
import type { OnRunEvent } from './events.js';
import { describeFailure } from './failed-arms.js';
import { untilInterrupted } from './interrupt.js';
import { precisionReached, tellSoFar } from './live.js';
import { measureCells } from './measure.js';
import { measuredCell } from './measured-cell.js';
import { inPoolerWords } from './pooled-failure.js';
import {
  openDatabases,
  type ProvedScenario,
  proveAndPlan,
  SETS_WITHOUT_LOAD,
} from './prepare-scenario.js';
import type { Profile } from './profiles.js';
import { explainServerTrouble, isServerAlive } from './server-trouble.js';
import { contrastsApart, type ScenarioGroup, scenarioGroups } from './sibling-groups.js';
import { unmeasured } from './unmeasured.js';

export interface ScenarioRunRequest {
  /** With the operations that are proved and planned. */
  readonly scenario: Scenario;
  /** What is put under load. */
  readonly cells: readonly Cell[];
  readonly target: OpenedTarget;
  readonly roles: ArmRoles;
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
  readonly sample: () => Promise<string>;
  /** Undefined where there is no PgBouncer: then no arm of it needs one. */
  readonly poolers: PoolerSource | undefined;
  readonly profile: Profile;
  readonly seed: number;
  readonly record: (record: JournalRecord) => void;
  readonly signal: AbortSignal;
  readonly onEvent: OnRunEvent;
}

/**
 * One scenario from its databases to its last block: make siblings, draw, prove, capture plans,
 * measure; once for each group of siblings that fits the disk budget. All it learns goes to `record`
 * as it is learnt.
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
    const { cells, profile } = request;
    for (const skipped of unmeasured(scenario, cells, profile)) record({ type: 'skip', skipped });
    const groups = scenarioGroups(scenario, request);
    for (const skipped of contrastsApart(scenario, groups, profile)) {
      record({ type: 'skip', skipped });
      onEvent({ kind: 'said', text: `skipped: ${scenario.name}: ${skipped.reason}` });
    }
    for (const group of groups) {
      if (signal.aborted) return;
      await runGroup({ ...request, record }, group, groups.length, begin);
    }
  } catch (error) {
    throw signal.aborted ? error : await explainServerTrouble(error, step, target.admin);
  }
}

async function runGroup(
  request: ScenarioRunRequest,
  group: ScenarioGroup,
  groups: number,
  begin: (step: string) => void,
): Promise<void> {
  const loaded = new Set(request.cells.map(({ operation }) => operation));
  const parameterSets = ({ name }: Operation) =>
    loaded.has(name) || makesItsOwnLoad(group.scenario)
      ? request.profile.parameterSets
      : SETS_WITHOUT_LOAD;
  const { signal } = request;
  const databases = { ...request, ...group, begin };
  const opened = await untilInterrupted(openDatabases(databases), signal);
  // After the databases, since a pooler that is not ours may not know them all; closed before them,
  // since what a pooler holds open may not be ours to end.
  await thenClose(async () => {
    const poolers = await untilInterrupted(
      openArmPoolers(request.poolers, request.target, opened.roles, group.scenario, signal),
      signal,
    );
    await thenClose(async () => {
      const scenario = withoutRefused(request, group.scenario, poolers.refused);
      if (scenario.arms.length === 0) return;
      const roles = { ...opened.roles, pooled: poolers.pooled };
      const proving = { ...request, scenario, roles, parameterSets, begin, sendsLoad: true };
      const made = { roles, facts: opened.facts };
      const releasePooled = poolers.release;
      const proved = await proveAndPlan({ ...proving, releasePooled }, made);
      const left = withoutLost(request, scenario, proved.lost, poolers);
      const text = `${scenario.name}: all ${proved.proofs} proofs hold`;
      request.onEvent({ kind: 'said', text });
      begin('measuring');
      await measureScenario(request, left, roles, proved, poolers, groups);
      // Probes count the server's connections.
      await poolers.release();
      await probeScenario(request, left, roles, proved, begin);
    }, poolers.close);
  }, opened.drop);
}

/** Without the arms whose pooler does not serve them, which is recorded. */
function withoutRefused(
  { record, onEvent }: ScenarioRunRequest,
  scenario: Scenario,
  refused: ArmPoolers['refused'],
): Scenario {
  const left = withoutArms(scenario, refused);
  for (const skipped of left.skipped) {
    record({ type: 'skip', skipped });
    const text = `skipped: ${scenario.name}, ${skipped.arm}: ${skipped.reason}`;
    onEvent({ kind: 'said', text });
  }
  return left.scenario;
}

/** Without the arms whose pooler went away while they were proved: they have failed. */
function withoutLost(
  { record, onEvent, cells, tenants }: ScenarioRunRequest,
  scenario: Scenario,
  lost: ProvedScenario['lost'],
  { poolerOf }: ArmPoolers,
): Scenario {
  const [cell] = cells;
  const operation = cell?.operation ?? scenario.operations[0]?.name ?? '';
  const tenant = cell?.tenant ?? tenants[0]?.name ?? 'whale';
  for (const [arm, found] of lost) {
    const place = { scenario: scenario.name, operation, tenant, concurrency: 1, arm };
    const failure = inPoolerWords({ ...place, ...found }, poolerOf(arm));
    record({ type: 'failure', failure });
    const text = `${describeFailure(failure)}; it takes no further part`;
    onEvent({ kind: 'said', text });
  }
  const reasons = [...lost].map(([arm]) => [arm, `what it repeats, ${arm}, failed`] as const);
  const left = withoutArms(scenario, new Map(reasons));
  for (const skipped of left.skipped) {
    if (!lost.has(skipped.arm ?? '')) record({ type: 'skip', skipped });
  }
  return left.scenario;
}

/** Without contrasts it has no rounds, and its probes send what was proved. */
function makesItsOwnLoad({ contrasts, probes = [] }: Scenario): boolean {
  return contrasts.length === 0 && probes.length > 0;
}

async function measureScenario(
  request: ScenarioRunRequest,
  scenario: Scenario,
  roles: ArmRoles,
  { proved }: ProvedScenario,
  { poolerOf }: ArmPoolers,
  groups: number,
): Promise<void> {
  const { target, tenants, profile, seed, record, signal, onEvent } = request;
  const wanted = request.cells
    .map((cell) => measuredCell(cell, scenario, scenario.operations, { tenants, proved }))
    .filter(({ arms }) => arms.length > 1);
  const { cells, skipped } = await roomForCells(target, scenario.name, wanted);
  for (const each of skipped) {
    record({ type: 'skip', skipped: each });
    const place = `${each.operation}, ${each.tenant}, concurrency ${each.concurrency}`;
    onEvent({ kind: 'said', text: `skipped: ${place}: ${each.reason}` });
  }
  const blocks: BlockRecord[] = [];
  await measureCells({
    scenario: scenario.name,
    cells,
    profile: {
      ...profile,
      loadSeconds: (profile.loadSeconds * (scenario.loadShare ?? 1)) / groups,
    },
    openSession: (arm) => openSession(arm, loadConnectionOf(roles, arm)),
    poolerOf,
    readServerCpuNs: target.measuresServerCpu ? readOnCpuNs : () => null,
    isServerAlive: () => isServerAlive(target.admin),
    random: seededRandom(seed),
    signal,
    onBlock: (block) => {
      blocks.push(block);
      record(block);
    },
    onFailure: (failed) => {
      const failure = inPoolerWords(failed, poolerOf(failed.arm));
      record({ type: 'failure', failure });
      onEvent({ kind: 'said', text: `${describeFailure(failure)}; it takes no further part` });
    },
    onPass: (progress) => {
      for (const event of tellSoFar(scenario, cells[0], blocks, progress)) onEvent(event);
      return progress.passes >= profile.minimumBlocks && precisionReached(scenario, blocks);
    },
  });
}

/** What is measured outside of rounds comes after them, since it may change the siblings. */
async function probeScenario(
  request: ScenarioRunRequest,
  scenario: Scenario,
  roles: ArmRoles,
  { proved }: ProvedScenario,
  begin: (step: string) => void,
): Promise<void> {
  const { target, rows, tenants, profile, seed, record, signal, onEvent } = request;
  if (!scenario.probes || signal.aborted) return;
  begin('measuring what rounds do not');
  await untilInterrupted(
    runProbes({
      ...{ target, roles, scenario, rows, tenants, profile, signal, random: seededRandom(seed) },
      ...{ proved, poolers: request.poolers },
      onFigure: (figure) => record({ type: 'figure', figure }),
      onLoad: (load) => record({ type: 'load', load }),
      onLeak: (leak) => record({ type: 'leak', leak }),
      onHammer: (hammer) => record({ type: 'hammer', hammer }),
      onDoing: begin,
      onSkip: (skipped) => {
        record({ type: 'skip', skipped });
        onEvent({ kind: 'said', text: `skipped: ${scenario.name}: ${skipped.reason}` });
      },
    }),
    signal,
  );
}
