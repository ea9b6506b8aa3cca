import { type Combination, combinationOf } from '../../context/combination.js';
import type { ArmPair } from './comparison.js';

/** The verdict on how an arm of the journal carries its tenant. */
export function combinationOfArm({
  context,
  client,
  route,
  statement,
}: ArmPair['base']): Combination {
  return combinationOf({
    ...{ context, client },
    ...(route === undefined ? {} : { route }),
    ...(statement === undefined ? {} : { statement }),
  });
}
