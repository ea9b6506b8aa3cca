import { expect, test } from 'vitest';
import { cellsToTime } from '../../../bench/gate/run/timed-scenario.js';
import type { JournalRecord } from '../../../bench/result/journal.js';
import { madeProof } from '../exact/made-input.js';
import { SCENARIO } from '../made-facts.js';

const pair = {
  ...{ scenario: SCENARIO, operation: 'latest', arm: 'rls' },
  ...{ base: 'base:rls', again: 'base-again:rls', head: 'head:rls' },
};

const answered = (arm: string, answer?: string, rows?: string): JournalRecord => ({
  type: 'proof',
  proof: madeProof({
    ...{ proof: 'equal work', operation: 'latest', arm },
    ...(answer === undefined ? {} : { answer }),
    ...(rows === undefined ? {} : { rows }),
  }),
});

test.each([
  ['the same rows', ['a', 'r'], ['a', 'r'], 1],
  ['the same rows in another order', ['a', 'r'], ['b', 'r'], 1],
  ['other rows', ['a', 'r'], ['b', 's'], 0],
  ['rows whose order alone is not known', ['a'], ['b'], 0],
  ['no rows that were proved', ['a', 'r'], [], 0],
] as const)('of %s: timed %#', (_, base, head, cells) => {
  const records = [answered('base:rls', ...base), answered('head:rls', ...head)];
  expect(cellsToTime([pair], records)).toHaveLength(cells);
});
