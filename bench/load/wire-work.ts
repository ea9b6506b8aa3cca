import type { Statement } from '../context/exchange.js';
import type { Work } from './session.js';
import { encodeRound } from './wire-encode.js';

/** One round trip, ready to send, and what its answer must be like. */
export interface EncodedRound {
  readonly bytes: Buffer;
  readonly statements: number;
  /** Which of its statements is the query; -1 when the query is in another round. */
  readonly queryAt: number;
  /**
   * Transaction status in the ReadyForQuery that must end it: 'T' after BEGIN, 'I' after COMMIT and,
   * whatever the exchange was, at its end.
   */
  readonly status: 'I' | 'T';
}

export interface EncodedWork {
  readonly rounds: readonly EncodedRound[];
  readonly work: Work;
}

/** Work is the same bytes in every session, so it is encoded once however many sessions there are. */
const encodedBefore = new WeakMap<readonly Work[], readonly EncodedWork[]>();

/** Encodes every exchange of `work`; rounds with the same content share their bytes. */
export function encodeWork(work: readonly Work[]): readonly EncodedWork[] {
  const before = encodedBefore.get(work);
  if (before) return before;
  const shared = new Map<string, Buffer>();

  function sharedBytes(round: readonly Statement[]): Buffer {
    const bytes = encodeRound(round);
    const key = bytes.toString('latin1');
    const same = shared.get(key);
    if (!same) shared.set(key, bytes);
    return same ?? bytes;
  }

  const encoded = work.map((item): EncodedWork => {
    let status: 'I' | 'T' = 'I';
    const rounds = item.exchange.map((round, index): EncodedRound => {
      for (const { part } of round) {
        if (part === 'begin') status = 'T';
        if (part === 'commit' || part === 'rollback') status = 'I';
      }
      if (index === item.exchange.length - 1) status = 'I';
      const queryAt = round.findIndex(({ part }) => part === 'query');
      return { bytes: sharedBytes(round), statements: round.length, queryAt, status };
    });
    return { rounds, work: item };
  });
  encodedBefore.set(work, encoded);
  return encoded;
}

/** The distinct statements of `work`, by name. Throws when one name stands for two texts. */
export function distinctStatements(work: readonly Work[]): Map<string, Statement> {
  const statements = new Map<string, Statement>();
  for (const statement of work.flatMap((item) => item.exchange.flat())) {
    const same = statements.get(statement.name);
    if (same && same.text !== statement.text) {
      throw new Error(`The statement name ${statement.name} stands for two different texts`);
    }
    statements.set(statement.name, statement);
  }
  return statements;
}
