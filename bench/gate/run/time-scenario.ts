import { randomInt } from 'node:crypto';
import { ProofFailedError } from '../../errors.js';
import { openSession } from '../../load/open.js';
import { seededRandom } from '../../load/random.js';
import type { ProvedWork } from '../../proof/prove.js';
import { formatDuration } from '../../report/format.js';
import type { GateTry } from '../../result/gate-parts.js';
import type { BlockRecord } from '../../result/journal.js';
import { describeFailure } from '../../run/failed-arms.js';
import { untilInterrupted } from '../../run/interrupt.js';
import { measureCells } from '../../run/measure.js';
import { measuredCell } from '../../run/measured-cell.js';
import { proveAndPlan } from '../../run/prepare-scenario.js';
import { explainServerTrouble, isServerAlive } from '../../run/server-trouble.js';
import type { OpenedSiblings } from '../../run/siblings.js';
import type { Cell, Scenario } from '../../scenario/scenario.js';
import { loadConnectionOf } from '../../target/arm-connection.js';
import { readOnCpuNs } from '../../target/server-cpu.js';
import type { ArmRoles } from '../../target/target.js';
import { controlsClean, failingCells, precisionReached } from '../timed/progress.js';
import { openGateDatabases } from './gate-databases.js';
import type { GateContext } from './gate-on.js';
import { cellsToTime, type TimedPair, timedPairs, timedScenario } from './timed-scenario.js';

/** Fewest blocks a cell: see bench/run/profiles.ts. */
const MINIMUM_BLOCKS = 16;
/** Enough for a median, few enough that thirty cells fit a minute. */
const ROUNDS_PER_BLOCK = 40;

/** One try's databases, with what was proved on them. */
interface Proved {
  readonly scenario: Scenario;
  readonly roles: ArmRoles;
  readonly work: readonly ProvedWork[];
  readonly cells: readonly Cell[];
}

/**
 * Times head beside base in the same rounds, base's second clone with them. Where the two clones of
 * base differ it is tried once more, on databases made anew; what then fails is measured again on
 * fresh connections before anybody is told.
 *
 * @param kept the scenario's databases, where they are still there
 */
export async function timeScenario(
  context: GateContext,
  combined: Scenario,
  kept: OpenedSiblings | undefined,
): Promise<void> {
  const { planned, records } = context;
  const pairs = timedPairs(planned.facts.pairs, combined.name);
  if (cellsToTime(pairs, records).length === 0) return;
  const timed = timedScenario(combined, pairs);
  const isDone = await onDatabases(context, combined, kept, async (opened) => {
    const proved = await proveTimed(context, timed, pairs, opened);
    if (!proved) return true;
    await measureTry(context, 'first', proved, proved.cells);
    if (context.request.signal.aborted) return true;
    if (!controlsClean(context.records, planned.facts)) return false;
    await confirm(context, proved);
    return true;
  });
  if (isDone) return;
  context.request.onEvent({
    kind: 'said',
    text: `${combined.name}: two clones of base differ; once more, on databases made anew`,
  });
  await kept?.drop();
  await onDatabases(context, combined, undefined, async (opened) => {
    const proved = await proveTimed(context, timed, pairs, opened);
    if (!proved) return;
    await measureTry(context, 'retry', proved, proved.cells);
    if (context.request.signal.aborted) return;
    if (controlsClean(context.records, planned.facts)) await confirm(context, proved);
  });
}

async function onDatabases<T>(
  context: GateContext,
  scenario: Scenario,
  kept: OpenedSiblings | undefined,
  work: (opened: OpenedSiblings) => Promise<T>,
): Promise<T> {
  if (kept) return work(kept);
  const opened = await openGateDatabases(context, scenario);
  try {
    return await work(opened);
  } finally {
    await opened.drop().catch(() => undefined);
  }
}

/** Proves what will be sent, as it will be sent. Undefined where that fails: the findings tell. */
async function proveTimed(
  { data, tenants, request, record, records, begin }: GateContext,
  { measured, proved }: ReturnType<typeof timedScenario>,
  pairs: readonly TimedPair[],
  opened: OpenedSiblings,
): Promise<Proved | undefined> {
  const { seed, signal, profile } = request;
  try {
    const { proved: work } = await proveAndPlan(
      {
        ...{ target: data.target, roles: opened.roles, tenants, seed, signal },
        // The scenario was described when it was planned, whole.
        record: (each) => each.type !== 'scenario' && record(each),
        scenario: proved,
        begin: (step) => begin(measured, step),
        parameterSets: () => profile.parameterSets,
        sendsLoad: true,
        withoutPlans: true,
      },
      opened,
    );
    const cells = cellsToTime(pairs, records);
    return { scenario: measured, roles: opened.roles, work, cells };
  } catch (error) {
    if (!(error instanceof ProofFailedError)) throw error;
    return undefined;
  }
}

/** A fail is only told when it is seen twice, the second time on connections and blocks of its own. */
async function confirm(context: GateContext, proved: Proved): Promise<void> {
  const { planned, records, request, begin } = context;
  if (request.signal.aborted) return;
  const failing = failingCells(records, planned.facts).filter(
    ({ scenario }) => scenario === proved.scenario.name,
  );
  const cells = proved.cells.filter(({ operation, tenant }) =>
    failing.some((each) => each.operation === operation && each.tenant === tenant),
  );
  if (cells.length === 0) return;
  begin(proved.scenario, 'measuring again what got slower');
  await measureTry(context, 'confirmation', proved, cells);
}

async function measureTry(
  context: GateContext,
  kind: GateTry['kind'],
  { scenario, roles, work }: Proved,
  cells: readonly Cell[],
): Promise<void> {
  const { data, tenants, request, planned, record, begin } = context;
  const { target } = data;
  const { signal } = request;
  if (cells.length === 0) return;
  record({
    type: 'try',
    try: {
      ...{ kind, scenario: scenario.name },
      cells: cells.map(({ operation, tenant }) => ({ operation, tenant })),
    },
  });
  const blocks: BlockRecord[] = [];
  const loadSeconds = request.maxTimeSeconds / planned.scenarios.length;
  const measuring = measureCells({
    scenario: scenario.name,
    cells: cells
      .map((cell) => measuredCell(cell, scenario, scenario.operations, { tenants, proved: work }))
      .filter(({ arms }) => arms.length > 1),
    profile: { minimumBlocks: MINIMUM_BLOCKS, roundsPerBlock: ROUNDS_PER_BLOCK, loadSeconds },
    openSession: (arm) => {
      const open = () => openSession(arm, loadConnectionOf(roles, arm));
      return request.openSession ? request.openSession(arm, open) : open();
    },
    readServerCpuNs: target.measuresServerCpu ? readOnCpuNs : () => null,
    isServerAlive: () => isServerAlive(target.admin),
    // Not from the seed: an order of rounds that favours head would favour it in every gate.
    random: seededRandom(randomInt(2 ** 32)),
    signal,
    onBlock: (block) => {
      blocks.push(block);
      record(block);
    },
    onFailure: (failure) => {
      record({ type: 'failure', failure });
      request.onEvent({
        kind: 'said',
        text: `${describeFailure(failure)}; it takes no further part`,
      });
    },
    onPass: ({ passes, secondsLeft }) => {
      begin(scenario, `${passes} blocks a cell, at most ${formatDuration(secondsLeft)} left`);
      return precisionReached(blocks, planned.facts);
    },
  });
  await untilInterrupted(measuring, signal).catch(async (error: unknown) => {
    throw signal.aborted ? error : await explainServerTrouble(error, 'measuring', target.admin);
  });
}
