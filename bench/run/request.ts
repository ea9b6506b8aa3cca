import type { PoolerChoice } from '../pooler/open.js';
import type { Result } from '../result/result.js';
import type { Scenario } from '../scenario/scenario.js';
import type { TargetRequest } from '../target/target.js';
import type { OnRunEvent } from './events.js';
import type { Profile } from './profiles.js';

/** What a check is asked for: proofs, plans and expectations, no load. */
export interface CheckRequest {
  readonly scenarios: readonly Scenario[];
  readonly profile: Profile;
  /** `embedded` or a `postgres://` URL. */
  readonly location: string;
  readonly pgMajor: TargetRequest['pgMajor'];
  /** Whether that was named, or is the one we take. */
  readonly isMajorAsked?: boolean;
  readonly seed: number;
  /** How it was called, without passwords. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onEvent: OnRunEvent;
}

/** What a run is asked for. */
export interface RunRequest extends CheckRequest {
  /** Folder that report folders go into. */
  readonly reportsFolder: string;
  /** The PgBouncer that was asked for; absent: one that is found or fetched. */
  readonly pooler?: PoolerChoice;
}

export interface CheckOutcome {
  readonly result: Result;
  /** What ended it early, or the first proof that failed. */
  readonly error?: unknown;
}

export interface RunOutcome {
  readonly folder: string;
  readonly result: Result;
  /** What ended the run early, if anything did; what was measured before is in the report. */
  readonly error?: unknown;
}
