import type { GateCatalog, GateFacts } from '../../result/gate-parts.js';
import type { PlanRecord } from '../../result/journal.js';
import type {
  ExpectationResult,
  ProofResult,
  ScenarioFacts,
  SkippedWork,
} from '../../result/parts.js';

/** What the exact checks look at: what a gate's journal has beside its times. */
export interface ExactInput {
  readonly gate: GateFacts;
  readonly plans: readonly PlanRecord[];
  readonly proofs: readonly ProofResult[];
  readonly expectations: readonly ExpectationResult[];
  readonly scenarios: readonly ScenarioFacts[];
  readonly skipped: readonly SkippedWork[];
  /** What the sides' databases have in their catalogs; absent where nobody read them. */
  readonly catalogs?: readonly SideCatalog[];
}

export interface SideCatalog {
  readonly side: 'base' | 'head';
  readonly catalog: GateCatalog;
}
