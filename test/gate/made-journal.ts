import type { GateFacts } from '../../bench/result/gate-parts.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import type { PlanSummary } from '../../bench/result/parts.js';
import { planRecord } from '../../scripts/synthetic-journal.js';
import { madeGateFacts, madeStart } from './made-facts.js';

export interface MadeJournal {
  readonly gate?: GateFacts;
  /** What head's plan of an operation has that base's has not; the same for all tenants. */
  readonly headPlan?: (operation: string) => Partial<PlanSummary>;
  /** What comes after the plans: tries, blocks, failures. */
  readonly measured?: readonly JournalRecord[];
  /** Null: the gate was killed. */
  readonly end?: 'complete' | 'failed' | null;
}

const TENANTS = ['whale', 'median', 'tiny'] as const;

/** The journal of a gate whose plans are the same on both sides, but for what is said of head's. */
export function madeGateJournal({
  gate = madeGateFacts(),
  headPlan = () => ({}),
  measured = [],
  end = 'complete',
}: MadeJournal = {}): JournalRecord[] {
  const start = madeStart();
  const plans = gate.pairs.flatMap(({ scenario, operation, base, head }) =>
    TENANTS.flatMap((tenant) => [
      ...(base === null ? [] : [{ ...planRecord(base), scenario, operation, tenant }]),
      ...(head === null
        ? []
        : [{ ...planRecord(head, headPlan(operation)), scenario, operation, tenant }]),
    ]),
  );
  const last: JournalRecord[] =
    end === null
      ? []
      : [
          {
            type: 'end',
            status: end,
            reason: end === 'failed' ? 'The server went away.' : null,
            finishedAt: '2026-01-02T03:05:05.000Z',
            environment: start.environment,
          },
        ];
  return [start, { type: 'gate', gate }, ...plans, ...measured, ...last];
}
