import type { ExchangeFailure } from '../load/session.js';
import type { Pooler } from '../pooler/pooler.js';
import { explainPoolerTrouble, nameOfPooler } from '../pooler/trouble.js';

/** A failure of an arm, of an exchange or of a connection, counted or not. */
type Failure = Pick<ExchangeFailure, 'message' | 'sqlState'> & { readonly kind: string };

/** What a pooler can be to blame for: rows that are wrong are no trouble of a connection. */
const KINDS = ['connection', 'server-error'];

/**
 * A failure in words that name the pooler it went through and what can be done, where its message is
 * one of a pooler's: "no more connections allowed" alone says neither.
 */
export function inPoolerWords<F extends Failure>(
  failure: F,
  pooler: Pick<Pooler, 'version'> | undefined,
): F {
  if (pooler === undefined || !KINDS.includes(failure.kind)) return failure;
  const { message, sqlState } = failure;
  const explained = explainPoolerTrouble({ message, code: sqlState }, nameOfPooler(pooler));
  if (explained === undefined) return failure;
  return { ...failure, message: `${explained.message} ${explained.nextStep}`.replace(/\.$/, '') };
}
