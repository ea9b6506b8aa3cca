import { assembleGate } from '../gate/assemble.js';
import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../gate/budgets.js';
import { sideOfArm } from '../gate/combine/arm-names.js';
import { type GateGround, gateOn } from '../gate/run/gate-on.js';
import { planGate } from '../gate/run/plan-gate.js';
import type { GateRequest } from '../gate/run/request.js';
import type { JournalRecord } from '../result/journal.js';
import { endRecord } from '../run/end-record.js';
import type { CheckRequest } from '../run/request.js';
import { startRecord } from '../run/start-record.js';
import { loadAtOnce } from '../target/machine.js';
import { SERVER_BURN } from './burn.js';
import { delayedSession } from './delayed-session.js';
import type { LieSide } from './lies/lie.js';
import type { RanGate } from './outcome.js';
import { sideOf } from './sides.js';
import { TIMED_SPEC } from './spec.js';
import { isTimed, type Step } from './step.js';

/** All that the gates of a calibration share. */
export type GateStepRequest = Omit<CheckRequest, 'scenarios'>;

/**
 * Most seconds of timing: a gate of the timed spec has its blocks in about five, and a machine too noisy
 * for that is told as it is.
 */
const MAX_TIMING_SECONDS = 12;

const SOUND: LieSide = { sql: [], scenario: TIMED_SPEC };

/**
 * Runs the gate of one step on a server that is open, as `rlsbench gate` would, and judges its records
 * as it would; nothing is written. A lie gets exact checks only, since it
 * has to be caught without a clock; so does what is harmless.
 *
 * @throws {InterruptedError} when interrupted.
 * @throws {EnvironmentError} when the server goes away.
 */
export async function runStep(
  ground: GateGround,
  step: Step,
  request: GateStepRequest,
): Promise<RanGate> {
  const startedAt = new Date();
  const begun = performance.now();
  const asked = gateRequest(step, request);
  const planned = await planGate(asked);
  const records: JournalRecord[] = [];
  const record = (each: JournalRecord) => records.push(each);
  const { target, facts } = ground.data;
  const scenarios = planned.all;
  record(await startRecord({ ...asked, scenarios }, startedAt, target, facts, loadAtOnce()));
  await gateOn(ground, planned, asked, records, record);
  record(endRecord(records, request.signal, undefined, loadAtOnce()));
  const seconds = (performance.now() - begun) / 1000;
  return { result: assembleGate(records), records, seconds };
}

/** The two sides of a step. */
function sidesOf(step: Step): Pick<GateRequest, 'base' | 'head'> {
  const { base, head } = sqlSidesOf(step);
  return { base: sideOf('base', base), head: sideOf('head', head) };
}

/** What both sides of a step apply, and what they are held to. */
export function sqlSidesOf(step: Step): { readonly base: LieSide; readonly head: LieSide } {
  switch (step.kind) {
    case 'lie':
      return step.lie;
    case 'sound':
      return step.change;
    case 'burn':
      return SERVER_BURN;
    default:
      return { base: SOUND, head: SOUND };
  }
}

function gateRequest(step: Step, request: GateStepRequest): GateRequest {
  const share = step.kind === 'delay' ? step.share : 0;
  return {
    ...request,
    ...sidesOf(step),
    ...{ arms: [], tier: isTimed(step) ? 3 : 1, strict: false },
    ...{ margins: DEFAULT_MARGINS, budgets: DEFAULT_BUDGETS },
    maxTimeSeconds: MAX_TIMING_SECONDS,
    openSession: async ({ name }, open) =>
      delayedSession(await open(), sideOfArm(name) === 'head' ? share : 0),
  };
}
