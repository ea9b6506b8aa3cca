import { escapeLiteral } from 'pg';
import { alone, type LeakState } from '../state.js';

/** What nextval gave last in the session, as an INSERT calls it; an error where it gave nothing yet. */
export const currval: LeakState = {
  name: 'currval',
  ways: ({ sequence }) => [alone('nextval', `select nextval(${escapeLiteral(sequence)})`)],
  look: ({ sequence }) => `select currval(${escapeLiteral(sequence)})`,
  isThere: (answer) => answer !== null,
};
