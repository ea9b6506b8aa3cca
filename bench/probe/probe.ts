import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import type { RandomSource } from '../load/random.js';
import type { PoolerSource } from '../pooler/pooler.js';
import type { ProvedWork } from '../proof/prove.js';
import type { HammerResult, LeakResult, LoadPass } from '../result/load-parts.js';
import type { Figure, SkippedWork } from '../result/parts.js';
import type { Profile } from '../run/profiles.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ArmRoles, Target } from '../target/target.js';

export interface ProbeRequest {
  readonly target: Target;
  /** The arms' logins, with the database of each sibling. */
  readonly roles: ArmRoles;
  /** With the arms and operations whose databases are there. */
  readonly scenario: Scenario;
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
  readonly profile: Profile;
  readonly random: RandomSource;
  /** What was proved of each operation and tenant: the work that load sends. */
  readonly proved: readonly ProvedWork[];
  /** Undefined where there is no PgBouncer: what needs one is skipped, loudly, by who leaves it out. */
  readonly poolers: PoolerSource | undefined;
  readonly signal: AbortSignal;
  /** Told of each figure as soon as it is made. */
  readonly onFigure: (figure: Figure) => void;
  readonly onLoad: (pass: LoadPass) => void;
  readonly onLeak: (leak: LeakResult) => void;
  readonly onHammer: (hammer: HammerResult) => void;
  /** The step being done now. */
  readonly onDoing: (text: string) => void;
  /** What a probe could not measure, and why. */
  readonly onSkip: (skipped: SkippedWork) => void;
}

/**
 * Measures what rounds can't: run once a group of siblings, after its load, so a probe may leave the
 * siblings changed, but the loaded database and its rows as they were. It tells `onFigure`
 * what it finds; when interrupted it ends, without the figures whose repetitions are not all made.
 *
 * @throws pg's DatabaseError when the server refuses what it asks for
 */
export type Probe = (request: ProbeRequest) => Promise<void>;
