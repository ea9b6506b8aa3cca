import whereVsRls from '../../scenarios/where-vs-rls.js';
import type { Scenario } from './scenario.js';

/** Every scenario there is: one file in `scenarios/` and one line here. */
export const SCENARIOS: readonly Scenario[] = [whereVsRls];
