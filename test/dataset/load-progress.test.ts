import { expect, test } from 'vitest';
import { loadProgress } from '../../bench/dataset/load-progress.js';

test('says how far, how fast and how long still, at most four times a second', () => {
  let nowMs = 0;
  const said: string[] = [];
  const progress = loadProgress(
    1_000_000,
    (message) => said.push(message),
    () => nowMs,
  );
  progress.begin('invoices');
  for (nowMs = 100; nowMs <= 1_000; nowMs += 100) progress.add(1_000);
  expect(said).toEqual([
    'Loading invoices: 0% of 1,000,000 rows',
    'Loading invoices: 0% of 1,000,000 rows',
    'Loading invoices: 0% of 1,000,000 rows, 10,000 rows/s, 1 min 40 s left',
    'Loading invoices: 0% of 1,000,000 rows, 10,000 rows/s, 1 min 40 s left',
  ]);
});
