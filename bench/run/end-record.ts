import type { MachineLoad } from '../result/facts.js';
import type { JournalRecord } from '../result/journal.js';

/** The last line of a journal: how it ended, and what the machine was doing then. */
export function endRecord(
  records: readonly JournalRecord[],
  signal: AbortSignal,
  error: unknown,
  after: MachineLoad,
): JournalRecord {
  const start = records.find((each) => each.type === 'start');
  if (!start) throw new Error('A journal begins with its start record');
  const [status, reason] = howItEnded(signal, error);
  return {
    type: 'end',
    status,
    reason,
    finishedAt: new Date().toISOString(),
    environment: { ...start.environment, after },
  };
}

function howItEnded(
  signal: AbortSignal,
  error: unknown,
): ['complete' | 'partial' | 'failed', string | null] {
  if (signal.aborted) return ['partial', 'interrupted before it was done'];
  return error === undefined ? ['complete', null] : ['failed', messageOf(error)];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
