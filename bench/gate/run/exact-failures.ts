import type { JournalRecord } from '../../result/journal.js';
import { exactFindings } from '../exact/findings.js';
import { exactInputOf } from '../exact-input.js';

/** Whether the exact checks found what fails the gate, so that no clock is needed. */
export function exactFailures(records: readonly JournalRecord[]): boolean {
  return exactFindings(exactInputOf(records)).some(({ level }) => level === 'failure');
}
