import type { FactGroup } from './fact.js';
import commands from './policy/commands.js';
import manyPolicies from './policy/many-policies.js';
import membership from './policy/membership.js';
import parallel from './policy/parallel.js';
import partitions from './policy/partitions.js';
import settingCalls from './policy/setting-calls.js';
import volatile from './policy/volatile.js';
import whoIsBound from './policy/who-is-bound.js';
import wrapTrap from './policy/wrap-trap.js';

/** Every group of facts, in the order of the page. */
export const FACT_GROUPS: readonly FactGroup[] = [
  settingCalls,
  wrapTrap,
  volatile,
  membership,
  parallel,
  manyPolicies,
  commands,
  whoIsBound,
  partitions,
];
