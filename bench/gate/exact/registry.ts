import type { ExactRule } from './rule.js';
import { answerChanged } from './rules/answer-changed.js';
import { armGone } from './rules/arm-gone.js';
import { calls } from './rules/calls.js';
import { catalog } from './rules/catalog.js';
import { context } from './rules/context.js';
import { expectation } from './rules/expectation.js';
import { buffers, heapFetches, rowsRemoved, wal } from './rules/figures.js';
import { indexLost } from './rules/index-lost.js';
import { notCompared } from './rules/not-compared.js';
import { operations } from './rules/operations.js';
import { planChanged } from './rules/plan-changed.js';
import { proofs } from './rules/proofs.js';
import { roundTrips } from './rules/round-trips.js';

/** Every rule of tier 1; a new one is a new file and a line here. */
export const EXACT_RULES: readonly ExactRule[] = [
  // Before the proofs: a table left open is why many of them fail.
  catalog,
  proofs,
  context,
  expectation,
  indexLost,
  buffers,
  rowsRemoved,
  heapFetches,
  calls,
  roundTrips,
  wal,
  planChanged,
  answerChanged,
  operations,
  armGone,
  notCompared,
];
