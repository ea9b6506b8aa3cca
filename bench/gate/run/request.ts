import type { Session } from '../../load/session.js';
import type { GateBudgets, GateMargins } from '../../result/gate-parts.js';
import type { CheckRequest } from '../../run/request.js';
import type { Arm } from '../../scenario/scenario.js';
import type { GateResult } from '../gate-result.js';
import type { Side } from '../side.js';

/** What a gate of base against head is asked for. */
export interface GateRequest extends Omit<CheckRequest, 'scenarios'> {
  readonly base: Side;
  readonly head: Side;
  /** Names of the arms to time; none: one a scenario, see combine/timed-arms.ts. */
  readonly arms: readonly string[];
  /** 1: exact checks only. */
  readonly tier: 1 | 3;
  readonly margins: GateMargins;
  readonly budgets: GateBudgets;
  readonly strict: boolean;
  /** Most seconds that one try at timing may take. */
  readonly maxTimeSeconds: number;
  /** What opens the load's sessions; absent: the driver of the arm. Calibration delays some. */
  readonly openSession?: OpenArmSession;
}

export type OpenArmSession = (arm: Arm, open: () => Promise<Session>) => Promise<Session>;

export interface GateOutcome {
  readonly result: GateResult;
  /** What ended it early, if anything did. */
  readonly error?: unknown;
}

export interface GateRunOutcome extends GateOutcome {
  readonly folder: string;
}
