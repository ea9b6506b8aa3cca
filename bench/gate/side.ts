import type { GateSide } from '../result/gate-parts.js';
import type { LoadedScenario } from '../scenario/load.js';
import type { SqlFile } from '../scenario/sql-file.js';

/** One side of a gate: what it is called, what SQL it applies, which scenarios it holds to. */
export interface Side {
  readonly facts: GateSide;
  readonly sql: readonly SqlFile[];
  readonly scenarios: readonly LoadedScenario[];
}
