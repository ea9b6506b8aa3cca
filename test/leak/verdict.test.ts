import { expect, test } from 'vitest';
import type { CellSeen } from '../../bench/leak/cell.js';
import { LEAK_ROUTES, type LeakRoute } from '../../bench/leak/route.js';
import { judgeCell } from '../../bench/leak/verdict.js';

const [own, handedOver] = LEAK_ROUTES as [LeakRoute, LeakRoute];

const seen = (given: Partial<CellSeen> = {}): CellSeen => ({
  ...{ pidsOfA: [7, 7], pidOfB: 7, foundByA: true, foundByB: false, refusal: undefined },
  ...given,
});

const judged = (given: Partial<CellSeen>, takesEffect = true, isFresh = true, route = handedOver) =>
  judgeCell(seen(given), { route, takesEffect, isFresh }).observed;

test('what B finds leaks, and what A does not find either does nothing', () => {
  expect(judged({ foundByB: true })).toBe('leaks');
  expect(judged({})).toBe('does not leak');
  expect(judged({ foundByA: false }, false)).toBe('does nothing');
  // Lost to A on this route alone: it takes effect elsewhere, and a reset took it away here.
  expect(judged({ foundByA: false })).toBe('does not leak');
});

test('nothing is concluded where B could not have found it', () => {
  expect(judged({ pidOfB: 8 })).toBe('not tested');
  expect(judged({ pidsOfA: [6, 7] })).toBe('not tested');
  expect(judged({}, true, false)).toBe('not tested');
  expect(judged({ foundByB: true }, true, false)).toBe('not tested');
  expect(judged({ pidOfB: 7 }, true, true, own)).toBe('not tested');
  expect(judged({ pidOfB: 8 }, true, true, own)).toBe('does not leak');
});

test('a refusal is told, but for a right that the login lacks', () => {
  const refusal = (sqlState: string) => ({ refusal: { sqlState, message: 'no' } });
  expect(judged(refusal('42601'))).toBe('is refused');
  expect(judged(refusal('42501'))).toBe('not tested');
});
