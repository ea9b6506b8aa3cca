import { contextMadeSessionWide } from './context-made-session-wide.js';
import { extraRoundTrip } from './extra-round-trip.js';
import { forceRemoved } from './force-removed.js';
import { helperMadeVolatile } from './helper-made-volatile.js';
import { includeRemoved } from './include-removed.js';
import { indexColumnsSwapped } from './index-columns-swapped.js';
import { indexDropped } from './index-dropped.js';
import type { Lie } from './lie.js';
import { policyDropped } from './policy-dropped.js';
import { policyJoins } from './policy-joins.js';
import { policyOpened } from './policy-opened.js';
import { settingUnwrapped } from './setting-unwrapped.js';
import { statisticsStale } from './statistics-stale.js';

/** Every lie that must be caught without a stopwatch; a new one is a new file and a line here. */
export const LIES: readonly Lie[] = [
  indexDropped,
  indexColumnsSwapped,
  includeRemoved,
  settingUnwrapped,
  helperMadeVolatile,
  policyJoins,
  policyDropped,
  policyOpened,
  forceRemoved,
  contextMadeSessionWide,
  statisticsStale,
  extraRoundTrip,
];
