import type { Mistake } from './mistaken.js';
import { ARMS } from './mistakes/arms.js';
import { COMBINATIONS } from './mistakes/combinations.js';
import { CONTRASTS } from './mistakes/contrasts.js';
import { EXPECTATIONS } from './mistakes/expectations.js';
import { NAMES } from './mistakes/names.js';
import { OPERATIONS } from './mistakes/operations.js';
import { PROBES } from './mistakes/probes.js';
import { SHAPE } from './mistakes/shape.js';
import { SIBLINGS } from './mistakes/siblings.js';

/** In the sound scenario: arms 0 where, 1 where-again, 2 rls, 3 rls-any, 4 rls-plain. */
export const MISTAKES: readonly Mistake[] = [
  ...SHAPE,
  ...NAMES,
  ...ARMS,
  ...COMBINATIONS,
  ...SIBLINGS,
  ...OPERATIONS,
  ...EXPECTATIONS,
  ...CONTRASTS,
  ...PROBES,
];
