import type { GateFinding } from '../gate-result.js';
import type { Comparison } from './comparison.js';

/** One file a rule; listed in the registry. Pure. */
export type ExactRule = (comparison: Comparison) => GateFinding[];
