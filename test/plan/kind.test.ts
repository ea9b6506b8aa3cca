import { expect, test } from 'vitest';
import { loadedKind } from '../../bench/plan/kind.js';

test.each([
  ['planned anew throughout', 0, 68, 1, 'custom'],
  ['no parameters: generic at once', 68, 0, 1, 'generic'],
  ['generic from the sixth execution on', 63, 5, 1, 'generic'],
  ['changed its mind after the sixth', 62, 6, 1, 'mixed'],
  ['four workers, all generic from the sixth on', 252, 20, 4, 'generic'],
  ['four workers, of which one stayed custom', 189, 83, 4, 'mixed'],
] as const)('%s', (_, genericPlans, customPlans, sessions, kind) => {
  expect(loadedKind({ genericPlans, customPlans }, sessions)).toBe(kind);
});
