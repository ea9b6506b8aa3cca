import { count, nodeTitle, number } from '../plan/tree.js';
import { executed, ownBuffers } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/** Shared blocks that the execution hit and read, all loops and subplans included; not planning's. */
export const maxBuffers = defineRule('maxBuffers', number, (most, { plan }) => {
  const actual = count(plan.buffers, 'buffer');
  if (plan.buffers <= most) return passed(actual, `touches ${actual}`);
  const [dearest] = executed(plan).sort((a, b) => ownBuffers(plan, b) - ownBuffers(plan, a));
  if (dearest === undefined) return failed(actual, `touches ${actual}`);
  const own = number(ownBuffers(plan, dearest));
  const times = dearest.loops > 1 ? ` in ${number(dearest.loops)} loops` : '';
  return failed(actual, `touches ${actual}, ${own} of them in ${nodeTitle(dearest)}${times}`, [
    dearest,
  ]);
});
