import type { ProbeName } from '../scenario/scenario.js';
import { burst } from './burst.js';
import { clients } from './clients.js';
import { coldReads } from './cold-reads.js';
import { copy } from './copy.js';
import { hammer } from './hammer.js';
import { indexCost } from './index-cost.js';
import { leakMatrix } from './leak-matrix.js';
import { poolSize } from './pool-size.js';
import type { Probe } from './probe.js';
import { refusedWrite } from './refused-write.js';

/** Every probe by the name a scenario asks for it with. */
export const PROBES: Readonly<Record<ProbeName, Probe>> = {
  'index-cost': indexCost,
  'cold-reads': coldReads,
  'refused-write': refusedWrite,
  copy,
  'leak-matrix': leakMatrix,
  hammer,
  clients,
  burst,
  'pool-size': poolSize,
};
