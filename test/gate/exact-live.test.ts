import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIES } from '../../bench/calibrate/lies/registry.js';
import { TIMED_SPEC } from '../../bench/calibrate/spec.js';
import { type LiveGate, openLiveGate } from './live-gate.js';

/** Real servers, plans and proofs: what each structural regression looks like, and what none does. */

let gate: LiveGate;
beforeAll(async () => {
  gate = await openLiveGate(TIMED_SPEC);
}, 60_000);
afterAll(() => gate?.close());

describe('caught without a clock', () => {
  test.each(LIES.map((lie) => [lie.name, lie] as const))('%s', async (_, lie) => {
    const findings = await gate.findings(lie.base, lie.head);
    const failures = findings.filter(({ level }) => level === 'failure');
    console.log(
      findings.map(({ level, rule, message }) => `${level} ${rule}: ${message}`).join('\n'),
    );
    expect(lie.caughtBy).toContain(failures[0]?.rule);
  });
});

test('two sides that are alike', async () => {
  const side = { sql: ['analyze invoices'], scenario: TIMED_SPEC };
  expect(await gate.findings(side, side)).toEqual([]);
});
