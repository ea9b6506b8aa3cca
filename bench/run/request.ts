import type { Result } from '../result/result.js';
import type { Scenario } from '../scenario/scenario.js';
import type { TargetRequest } from '../target/target.js';
import type { OnRunEvent } from './events.js';
import type { Profile } from './profiles.js';

/** What a run is asked for. */
export interface RunRequest {
  readonly scenarios: readonly Scenario[];
  readonly profile: Profile;
  /** `embedded` or a `postgres://` URL. */
  readonly location: string;
  readonly pgMajor: TargetRequest['pgMajor'];
  readonly seed: number;
  /** Folder that report folders go into. */
  readonly reportsFolder: string;
  /** How the run was called, without passwords. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onEvent: OnRunEvent;
}

export interface RunOutcome {
  readonly folder: string;
  readonly result: Result;
  /** What ended the run early, if anything did; what was measured before is in the report. */
  readonly error?: unknown;
}
