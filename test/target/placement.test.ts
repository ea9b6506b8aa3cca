import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideFor, expandCoreList } from '../../bench/target/placement.js';

test('a core list is written out', () => {
  expect(expandCoreList('0')).toEqual([0]);
  expect(expandCoreList('0-2,5,8-9')).toEqual([0, 1, 2, 5, 8, 9]);
});

test('the client gets one core, the backends all others', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(255), { minLength: 2 }), (cores) => {
      const plan = decideFor(cores, true);
      if (!plan.possible) throw new Error(plan.why);
      const server = plan.server.split(',').map(Number);
      expect(server).not.toContain(Number(plan.client));
      expect([Number(plan.client), ...server]).toEqual(cores);
    }),
  );
});

test('where it can not be done it says why', () => {
  expect(decideFor([3], true)).toMatchObject({
    possible: false,
    why: expect.stringContaining('2 cores'),
  });
  expect(decideFor([0, 1], false)).toMatchObject({
    possible: false,
    why: expect.stringContaining('taskset'),
  });
});
