import type { JournalRecord } from '../result/journal.js';
import { mergeGroups } from '../result/merge-groups.js';
import type { ExactInput } from './exact/input.js';

/**
 * What the exact checks look at, of a gate's journal so far.
 *
 * @throws a bug where the journal is no gate's
 */
export function exactInputOf(journal: readonly JournalRecord[]): ExactInput {
  const records = mergeGroups(journal);
  const gate = records.find((each) => each.type === 'gate')?.gate;
  if (gate === undefined) throw new Error('Expected a journal with a gate record');
  return {
    gate,
    plans: records.flatMap((each) => (each.type === 'plan' ? each : [])),
    proofs: records.flatMap((each) => (each.type === 'proof' ? each.proof : [])),
    expectations: records.flatMap((each) => (each.type === 'expectation' ? each.expectation : [])),
    scenarios: records.flatMap((each) => (each.type === 'scenario' ? each.scenario : [])),
    skipped: records.flatMap((each) => (each.type === 'skip' ? each.skipped : [])),
    catalogs: records.flatMap((each) => (each.type === 'catalog' ? each : [])),
  };
}
