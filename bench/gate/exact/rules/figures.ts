import { heapFetchWords } from '../../../expect/plan-walk.js';
import { count, number } from '../../../plan/tree.js';
import { ownBuffers, ownHeapFetches, ownRowsRemoved } from '../cause.js';
import { figureRule } from '../figure-rule.js';

/** Shared blocks that the execution hit and read. */
export const buffers = figureRule({
  ...{ rule: 'buffers', budget: 'buffers', own: ownBuffers },
  of: (plan) => plan.buffers,
  words: (value) => count(value, 'buffer'),
  does: (head, base) => `reads ${count(head, 'buffer')} instead of ${number(base)}`,
});

/** Rows that were read and thrown away. */
export const rowsRemoved = figureRule({
  ...{ rule: 'rows-removed', budget: 'rowsRemoved', own: ownRowsRemoved },
  of: (plan) => plan.rowsRemovedByFilter,
  words: (value) => `${count(value, 'row')} removed`,
  does: (head, base) => `reads and throws away ${count(head, 'row')} instead of ${number(base)}`,
});

/** Rows that index-only scans had to look up in the table. */
export const heapFetches = figureRule({
  ...{ rule: 'heap-fetches', budget: 'heapFetches', own: ownHeapFetches },
  of: (plan) => plan.heapFetches,
  words: heapFetchWords,
  does: (head, base) =>
    `fetches ${count(head, 'row')} of its index-only scans from the table instead of ${number(base)}`,
});

const walRecords = figureRule({
  ...{ rule: 'wal', budget: 'walRecords' },
  of: ({ wal }) => wal?.records ?? null,
  words: (value) => count(value, 'WAL record'),
  does: (head, base) => `writes ${count(head, 'WAL record')} instead of ${number(base)}`,
});

const walBytes = figureRule({
  ...{ rule: 'wal', budget: 'walBytes' },
  of: ({ wal }) => wal?.bytes ?? null,
  words: (value) => `${count(value, 'byte')} of WAL`,
  does: (head, base) => `writes ${count(head, 'byte')} of WAL instead of ${number(base)}`,
});

/** What a write leaves in the log: each index that is not HOT-skipped is a record. */
export const wal = (...given: Parameters<typeof walRecords>) => [
  ...walRecords(...given),
  ...walBytes(...given),
];
