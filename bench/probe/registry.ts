import type { ProbeName } from '../scenario/scenario.js';
import { coldReads } from './cold-reads.js';
import { copy } from './copy.js';
import { indexCost } from './index-cost.js';
import type { Probe } from './probe.js';
import { refusedWrite } from './refused-write.js';

/** Every probe by the name a scenario asks for it with. */
export const PROBES: Readonly<Record<ProbeName, Probe>> = {
  'index-cost': indexCost,
  'cold-reads': coldReads,
  'refused-write': refusedWrite,
  copy,
};
