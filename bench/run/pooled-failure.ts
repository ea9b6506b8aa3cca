import type { Pooler } from '../pooler/pooler.js';
import { explainPoolerTrouble } from '../pooler/trouble.js';
import type { ArmFailure } from '../result/journal.js';

/**
 * A failed arm's failure in words that name the pooler it goes through and what can be done, where its
 * message is one of a pooler's: "no more connections allowed" alone says neither.
 */
export function inPoolerWords(failure: ArmFailure, pooler: Pooler | undefined): ArmFailure {
  if (pooler === undefined) return failure;
  const { message, sqlState } = failure;
  const explained = explainPoolerTrouble(
    { message, code: sqlState },
    `PgBouncer ${pooler.version}`,
  );
  if (explained === undefined) return failure;
  return { ...failure, message: `${explained.message} ${explained.nextStep}`.replace(/\.$/, '') };
}
