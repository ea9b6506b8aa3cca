import { estimateWithin } from './estimate-within.js';
import { indexOnly } from './index-only.js';
import { maxBuffers } from './max-buffers.js';
import { maxFunctionCalls } from './max-function-calls.js';
import { maxHeapFetches } from './max-heap-fetches.js';
import { maxRoundTrips } from './max-round-trips.js';
import { maxRowsRemoved } from './max-rows-removed.js';
import { noFilterOn } from './no-filter-on.js';
import { noSeqScan } from './no-seq-scan.js';
import { noSort } from './no-sort.js';
import type { Rule } from './rule.js';
import { uses } from './uses.js';

/** Every rule, in the order they are judged and shown; a new one is a new file and a line here. */
export const RULES: readonly Rule[] = [
  uses,
  indexOnly,
  noSeqScan,
  noFilterOn,
  maxBuffers,
  maxRowsRemoved,
  maxHeapFetches,
  maxFunctionCalls,
  maxRoundTrips,
  noSort,
  estimateWithin,
];
