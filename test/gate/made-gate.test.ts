import { expect, test } from 'vitest';
import { gateResult } from '../../bench/gate/gate-result.js';
import { madeGateResult, madePassedResult } from './made-gate.js';

test('made gates are gates as gate.json has them', () => {
  for (const made of [madeGateResult(), madePassedResult()]) {
    expect(gateResult.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  }
  const { findings, timings } = madeGateResult();
  expect(new Set(findings.map(({ level }) => level)).size).toBe(3);
  expect(new Set(timings.map(({ verdict }) => verdict)).size).toBe(4);
});
