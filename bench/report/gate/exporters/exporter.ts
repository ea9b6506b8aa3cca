import type { GateResult } from '../../../gate/gate-result.js';

/** One way to say what a gate decided: a file in this folder and a line in the registry. Pure. */
export interface GateExporter {
  /** As `--report` names it. */
  readonly name: string;
  /** Its file inside the gate's folder; null for what is only ever printed. */
  readonly file: string | null;
  readonly text: (result: GateResult) => string;
}
