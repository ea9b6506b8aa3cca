import { inTransaction, LEFT, LEFT_NAME, type LeakState } from '../state.js';

/** SCROLL, so that A's look leaves the row to B. */
const declare = (hold: string) => `declare ${LEFT_NAME} scroll cursor ${hold} for select '${LEFT}'`;

export const cursor: LeakState = {
  name: 'cursor',
  ways: () => [
    inTransaction('DECLARE .. WITH HOLD, committed', declare('with hold')),
    inTransaction('DECLARE in a transaction', declare('without hold')),
  ],
  look: () => `fetch first from ${LEFT_NAME}`,
  isThere: (answer) => answer === LEFT,
};
