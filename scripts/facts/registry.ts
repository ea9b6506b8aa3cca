import evict from './clones/evict.js';
import template from './clones/template.js';
import refusals from './context/refusals.js';
import setting from './context/setting.js';
import switchTenant from './context/switch-tenant.js';
import counters from './counting/counters.js';
import type { FactGroup } from './fact.js';
import operators from './leakproof/operators.js';
import predicates from './leakproof/predicates.js';
import explainWords from './plans/explain-words.js';
import indexCond from './plans/index-cond.js';
import indexOnly from './plans/index-only.js';
import noiseFloor from './plans/noise-floor.js';
import prepared from './plans/prepared.js';
import commands from './policy/commands.js';
import manyPolicies from './policy/many-policies.js';
import membership from './policy/membership.js';
import parallel from './policy/parallel.js';
import partitions from './policy/partitions.js';
import settingCalls from './policy/setting-calls.js';
import volatile from './policy/volatile.js';
import whoIsBound from './policy/who-is-bound.js';
import wrapTrap from './policy/wrap-trap.js';
import beforeAnyNumber from './proof/before-any-number.js';
import controls from './proof/controls.js';

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
  operators,
  predicates,
  indexCond,
  explainWords,
  indexOnly,
  prepared,
  noiseFloor,
  setting,
  switchTenant,
  refusals,
  beforeAnyNumber,
  controls,
  counters,
  template,
  evict,
];
