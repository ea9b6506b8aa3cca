import { type Mistake, put } from '../mistaken.js';

/** Names that two have, or none. */
export const NAMES: readonly Mistake[] = [
  ['two arms of a name', put('arms.3.name', 'rls'), 'arms[3].name', 'got "rls" as in arms[2]'],
  ['two operations of a name', put('operations.1.name', 'point'), 'operations[1].name', '"point"'],
  ['two siblings of a name', put('siblings.1.name', 'plain'), 'siblings[1].name', '"plain"'],
  ['drawing from nothing', put('drawFrom', 'plan'), 'drawFrom', 'Did you mean "plain"?'],
  ['an unknown telling operation', put('telling', ['pont']), 'telling[0]', '"point"?'],
  ['an unknown concurrent operation', put('concurrent', ['x']), 'concurrent[0]', 'got "x"'],
  ['an unknown timed operation', put('timed', ['point', 'x']), 'timed[1]', 'got "x"'],
  ['telling, but not timed', put('timed', ['pay']), 'telling[0]', 'one of the timed operations'],
];
