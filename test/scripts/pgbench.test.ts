import { expect, test } from 'vitest';
import { parsePgbench } from '../../scripts/pgbench.js';

const OUTPUT = `transaction type: script.sql
number of clients: 8
number of transactions actually processed: 50000
number of failed transactions: 0 (0.000%)
latency average = 0.320 ms
initial connection time = 14.233 ms
tps = 25000.500000 (without initial connection time)
client cpu = 0.500 + 0.250`;

test("reads pgbench's summary and its CPU", () => {
  expect(parsePgbench(OUTPUT)).toEqual({
    transactions: 50_000,
    transactionsPerSecond: 25_000.5,
    meanLatencyNs: 320_000,
    clientCpuNs: 0.75e9,
  });
});

test('refuses a run with failed transactions', () => {
  const failed = OUTPUT.replace('transactions: 0 (0.000%)', 'transactions: 3 (0.006%)');
  expect(() => parsePgbench(failed)).toThrow('3 transactions of pgbench failed');
});

test('says which figure is missing', () => {
  expect(() => parsePgbench(OUTPUT.replace('tps', 'rate'))).toThrow('tps');
});
