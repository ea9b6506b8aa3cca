import type { RandomSource } from '../load/random.js';
import type { Session, Work } from '../load/session.js';
import type { Pooler } from '../pooler/pooler.js';
import type { ArmFailure, BlockRecord } from '../result/journal.js';
import type { Arm, Cell } from '../scenario/scenario.js';
import type { Profile } from './profiles.js';

/** A cell with the arms that take part in it and what each of them runs. */
export interface MeasuredCell extends Cell {
  readonly arms: readonly Arm[];
  /** Name of its query's prepared statement, on every arm: whose plans are counted. */
  readonly statementName: string;
  readonly workOf: (arm: Arm) => readonly Work[];
  /** What warms its statement before a block, where that is not its own work. */
  readonly warmingWorkOf?: (arm: Arm) => readonly Work[];
}

export interface MeasureRequest {
  readonly scenario: string;
  readonly cells: readonly MeasuredCell[];
  readonly profile: Pick<Profile, 'minimumBlocks' | 'roundsPerBlock' | 'loadSeconds'>;
  readonly openSession: (arm: Arm) => Promise<Session>;
  /** An arm's own pooler, where it has one. */
  readonly poolerOf?: (arm: string) => Pooler | undefined;
  /** On-CPU nanoseconds of a backend so far, or null where it can't be read. */
  readonly readServerCpuNs: (backendPid: number) => number | null;
  /** Whether a new connection is still answered; asked after a connection broke. */
  readonly isServerAlive: () => Promise<boolean>;
  readonly random: RandomSource;
  readonly signal: AbortSignal;
  readonly onBlock: (block: BlockRecord) => void;
  readonly onFailure: (failure: ArmFailure) => void;
  /** Called after each pass; answering true ends measuring, once every cell has its blocks. */
  readonly onPass: (progress: PassProgress) => boolean;
}

export interface PassProgress {
  readonly passes: number;
  readonly secondsLeft: number;
}
