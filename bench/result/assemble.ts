import { BadInputError } from '../errors.js';
import { planKey, summariseArms } from '../estimate/arms.js';
import { groupByCell } from '../estimate/cell-blocks.js';
import { skippedClientContrasts } from '../estimate/client-library.js';
import { estimateContrasts } from '../estimate/contrasts.js';
import type { JournalRecord } from './journal.js';
import { mergeGroups } from './merge-groups.js';
import { RESULT_VERSION, type Result } from './result.js';
import { shortWork } from './skipped.js';

/**
 * The result of a run, from its journal alone: pure, and the same for the same journal. A journal
 * without an end is that of a run that was killed: it gives a partial result of what was measured.
 * Cells with fewer blocks than the profile's minimum are listed in `skipped`; their contrasts are
 * kept, with a warning, only where the run did not complete. A scenario that was run in groups of its
 * siblings is one: see merge-groups.ts.
 *
 * @throws {BadInputError} when the journal does not open with its start record, or a block names a
 *   scenario or arm that the journal does not describe.
 */
export function assembleResult(journal: readonly JournalRecord[]): Result {
  const records = mergeGroups(journal);
  const [start] = records;
  if (start?.type !== 'start') {
    throw new BadInputError(
      'Expected a journal that opens with a start record, got ' +
        (start ? `one that opens with "${start.type}"` : 'an empty one'),
      'The run ended before it measured anything, or the file was cut: run it again.',
    );
  }
  const end = ofType(records, 'end').at(-1);
  const scenarios = ofType(records, 'scenario').map(({ scenario }) => scenario);
  const plans = ofType(records, 'plan');
  const failures = ofType(records, 'failure').map(({ failure }) => failure);
  const skipped = ofType(records, 'skip').map((record) => record.skipped);
  const blocks = ofType(records, 'block');
  for (const { scenario, arms } of blocks) {
    const facts = scenarios.find(({ name }) => name === scenario);
    const unknown = Object.keys(arms).find((arm) => !facts?.arms.some(({ name }) => name === arm));
    if (unknown) throw undescribed(scenario, unknown);
  }

  const { minimumBlocks } = start.profile;
  const status = end?.status ?? 'partial';
  const cells = groupByCell(blocks);
  const planByKey = new Map(plans.map((plan) => [planKey(plan), plan.summary]));
  return {
    version: RESULT_VERSION,
    runId: start.runId,
    status,
    statusReason: end ? end.reason : 'the run did not end by itself',
    startedAt: start.startedAt,
    finishedAt: end?.finishedAt ?? null,
    command: start.command,
    profile: start.profile,
    seed: start.seed,
    environment: end?.environment ?? start.environment,
    target: start.target,
    dataset: start.dataset,
    scenarios,
    proofs: ofType(records, 'proof').map(({ proof }) => proof),
    arms: summariseArms({ scenarios, cells, plans, failures, minimumBlocks }),
    contrasts: estimateContrasts({
      scenarios,
      cells,
      failures,
      minimumBlocks,
      keepShort: status !== 'complete',
      planOf: (cell, arm) => planByKey.get(planKey({ ...cell, arm })) ?? null,
    }),
    expectations: ofType(records, 'expectation').map(({ expectation }) => expectation),
    figures: ofType(records, 'figure').map((record) => record.figure),
    loads: ofType(records, 'load').map((record) => record.load),
    leaks: ofType(records, 'leak').map((record) => record.leak),
    hammers: ofType(records, 'hammer').map((record) => record.hammer),
    failures,
    skipped: [
      ...skipped,
      ...skippedClientContrasts(scenarios, cells),
      ...shortWork(cells, minimumBlocks, skipped),
    ],
  };
}

function ofType<T extends JournalRecord['type']>(records: readonly JournalRecord[], type: T) {
  return records.filter(
    (record): record is Extract<JournalRecord, { type: T }> => record.type === type,
  );
}

function undescribed(scenario: string, arm: string): BadInputError {
  return new BadInputError(
    `Expected a journal that describes every arm it measures, got blocks of "${arm}" of "${scenario}"`,
    'The journal was edited or mixed with another: use the one the run wrote.',
  );
}
