import { expect, test } from 'vitest';
import { environmentFacts } from '../../bench/result/facts.js';
import {
  parseCpuTimes,
  readCpuTimes,
  readEnvironment,
  readMachineLoad,
  stealPercent,
} from '../../bench/target/machine.js';

test('steal is the eighth field of the cpu line; guest times are not counted twice', () => {
  const text = 'cpu  100 5 20 800 10 1 4 60 40 2\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 7\n';
  expect(parseCpuTimes(text)).toEqual({ totalTicks: 1000, stealTicks: 60 });
  expect(parseCpuTimes('no such line')).toBeUndefined();
});

test('steal is a share of the time between two readings', () => {
  const before = { totalTicks: 1000, stealTicks: 60 };
  expect(stealPercent(before, { totalTicks: 1200, stealTicks: 70 })).toBe(5);
  expect(stealPercent(before, before)).toBe(0);
});

test('this machine can be described as the result asks for', async () => {
  const before = await readMachineLoad();
  expect(() => environmentFacts.parse({ ...readEnvironment(), before, after: null })).not.toThrow();
  if (readCpuTimes() !== undefined) expect(before.stealPercent).toBeGreaterThanOrEqual(0);
});
