import type { NamedTenant } from '../../dataset/dataset.js';
import type { JournalRecord } from '../../result/journal.js';
import type { OpenedData } from '../../run/data.js';
import { throwIfInterrupted } from '../../run/interrupt.js';
import { sampleOf } from '../../run/sample.js';
import type { OpenedSiblings } from '../../run/siblings.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ArmRoles } from '../../target/target.js';
import { exactFailures } from './exact-failures.js';
import { openGateDatabases } from './gate-databases.js';
import type { PlannedGate } from './plan-gate.js';
import { proveSides } from './prove-sides.js';
import type { GateRequest } from './request.js';
import { timeScenario } from './time-scenario.js';

/** A server with the data on it, and the logins of the arms. */
export interface GateGround {
  readonly data: OpenedData;
  readonly roles: ArmRoles;
  readonly tenants: readonly NamedTenant[];
}

/** All that a gate's steps share. */
export interface GateContext extends GateGround {
  readonly request: GateRequest;
  readonly planned: PlannedGate;
  /** The loaded database cut down, for scenarios that ask for it. */
  readonly sample: () => Promise<string>;
  readonly record: (record: JournalRecord) => void;
  /** What was recorded so far. */
  readonly records: readonly JournalRecord[];
  readonly begin: (scenario: Scenario, step: string) => void;
}

/**
 * A gate on a server that is open: proves and plans both sides of every scenario, and, where the exact
 * checks found no failure, times them. All it learns goes to `record` as it is learnt.
 *
 * @throws {BadInputError} when SQL of a side or of a scenario fails.
 * @throws {InterruptedError} when interrupted.
 * @throws {EnvironmentError} when the server goes away.
 */
export async function gateOn(
  ground: GateGround,
  planned: PlannedGate,
  request: GateRequest,
  records: JournalRecord[],
  record: (record: JournalRecord) => void,
): Promise<void> {
  const { profile, seed, signal, onEvent } = request;
  const { target, rows } = ground.data;
  const context: GateContext = {
    ...{ ...ground, request, planned, record, records },
    sample: sampleOf(target, { rows, profile, seed }),
    begin: ({ name }, step) => onEvent({ kind: 'doing', text: `${name}: ${step}` }),
  };
  record({ type: 'gate', gate: planned.facts });
  // Of one scenario the databases stay for its timing; of several, they are made again.
  const keeps = planned.all.length === 1;
  let kept: OpenedSiblings | undefined;
  try {
    for (const scenario of planned.all) {
      throwIfInterrupted(signal);
      const opened = await openGateDatabases(context, scenario);
      kept = opened;
      await proveSides(context, scenario, opened);
      if (!keeps) await opened.drop();
    }
    if (request.tier === 1 || exactFailures(records)) return;
    for (const { compared } of planned.scenarios) {
      if (compared) await timeScenario(context, compared, keeps ? kept : undefined);
    }
  } finally {
    if (keeps) await kept?.drop().catch(() => undefined);
  }
}
