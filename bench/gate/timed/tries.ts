import { BadInputError } from '../../errors.js';
import type { GateTry } from '../../result/gate-parts.js';
import type { BlockRecord, JournalRecord } from '../../result/journal.js';

/** A try at timing a scenario: which cells it was to time, and the blocks that were made for it. */
export interface Try extends GateTry {
  readonly blocks: readonly BlockRecord[];
}

/** What counts of a scenario's timing, and what was measured again to confirm it. */
export interface StandingTry {
  readonly standing: Try;
  readonly confirmations: readonly Try[];
}

/**
 * The tries of a gate's journal in the order in which they were begun, each with the blocks that follow
 * its record. Blocks above concurrency 1 are left out: a gate judges none.
 *
 * @throws {BadInputError} for a block of a scenario that no try was begun for.
 */
export function triesOf(records: readonly JournalRecord[]): Try[] {
  const tries: (GateTry & { readonly blocks: BlockRecord[] })[] = [];
  const current = new Map<string, BlockRecord[]>();
  for (const record of records) {
    if (record.type === 'try') {
      const blocks: BlockRecord[] = [];
      tries.push({ ...record.try, blocks });
      current.set(record.try.scenario, blocks);
    } else if (record.type === 'block') {
      const blocks = current.get(record.scenario);
      if (!blocks) throw withoutTry(record.scenario);
      if (record.concurrency === 1) blocks.push(record);
    }
  }
  return tries;
}

/**
 * What counts of each scenario: its last `first` or `retry`, with the confirmations begun after it.
 * Those of a try that was replaced went with it.
 */
export function standingTries(tries: readonly Try[]): StandingTry[] {
  const standing = new Map<string, { standing: Try; confirmations: Try[] }>();
  for (const one of tries) {
    const before = standing.get(one.scenario);
    if (one.kind !== 'confirmation') {
      standing.set(one.scenario, { standing: one, confirmations: [] });
    } else if (before) {
      before.confirmations.push(one);
    }
  }
  return [...standing.values()];
}

function withoutTry(scenario: string): BadInputError {
  return new BadInputError(
    `Expected a gate's journal that says which try its blocks belong to, got blocks of "${scenario}" before any`,
    'The journal was edited or mixed with another: use the one the gate wrote.',
  );
}
