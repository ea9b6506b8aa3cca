import type { FindingRule } from '../../gate/gate-result.js';
import type { LoadedScenario } from '../../scenario/load.js';

/** What one side of a lie has: SQL over the loaded data, and the scenario it is held to. */
export interface LieSide {
  readonly sql: readonly string[];
  readonly scenario: LoadedScenario;
}

/**
 * A change that makes head worse on purpose, as a pull request would make it without meaning to. Base
 * is sound: all its own expectations and proofs hold.
 */
export interface Lie {
  /** As `--only` takes it. */
  readonly name: string;
  /** What head does, one sentence. */
  readonly what: string;
  /** The rule that must fail for it; with several, any of them. */
  readonly caughtBy: readonly FindingRule[];
  readonly base: LieSide;
  readonly head: LieSide;
}

/** A lie that is in the SQL alone: both sides are held to the same scenario. */
export interface SqlLie extends Pick<Lie, 'name' | 'what' | 'caughtBy'> {
  readonly scenario: LoadedScenario;
  /** What both sides apply before their own. */
  readonly given?: readonly string[];
  readonly base?: readonly string[];
  readonly head: readonly string[];
}

/** A lie of one scenario and two ends of its SQL. */
export function sqlLie({ scenario, given = [], base = [], head, ...said }: SqlLie): Lie {
  return {
    ...said,
    base: { sql: [...given, ...base], scenario },
    head: { sql: [...given, ...head], scenario },
  };
}
