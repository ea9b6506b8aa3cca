import type { Exchange, Statement } from '../context/exchange.js';
import type { SessionOptions, Work } from './session.js';
import { encodeRound, encodeSimpleRound, type RoundStatement } from './wire-encode.js';

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
  /** Milliseconds the application thinks before it sends this; 0 is none. */
  readonly thinkMs: number;
}

export interface EncodedWork {
  readonly rounds: readonly EncodedRound[];
  readonly work: Work;
}

/** How statements are sent on a connection. */
export type WireForm = Pick<SessionOptions, 'statement' | 'isForOneExchange'>;

/**
 * Work is the same bytes in every session of a form, so it is encoded once however many sessions
 * there are.
 */
const encodedBefore = new WeakMap<readonly Work[], Map<string, readonly EncodedWork[]>>();

/** Encodes every exchange of `work`; rounds with the same content share their bytes. */
export function encodeWork(work: readonly Work[], form: WireForm = {}): readonly EncodedWork[] {
  const key = `${form.statement ?? 'named'} ${form.isForOneExchange ?? false}`;
  const forms = encodedBefore.get(work) ?? new Map<string, readonly EncodedWork[]>();
  encodedBefore.set(work, forms);
  const encoded = forms.get(key) ?? encodeAll(work, form);
  forms.set(key, encoded);
  return encoded;
}

function encodeAll(work: readonly Work[], form: WireForm): EncodedWork[] {
  const shared = new Map<string, Buffer>();

  function sharedBytes(bytes: Buffer): Buffer {
    const key = bytes.toString('latin1');
    const same = shared.get(key);
    if (!same) shared.set(key, bytes);
    return same ?? bytes;
  }

  return work.map((item): EncodedWork => {
    let status: 'I' | 'T' = 'I';
    const bytes = bytesOfRounds(item.exchange, form);
    const rounds = item.exchange.map((round, index): EncodedRound => {
      for (const { part } of round) {
        if (part === 'begin') status = 'T';
        if (part === 'commit' || part === 'rollback') status = 'I';
      }
      if (index === item.exchange.length - 1) status = 'I';
      return {
        bytes: sharedBytes(bytes[index] as Buffer),
        statements: round.length,
        queryAt: round.findIndex(({ part }) => part === 'query'),
        status,
        thinkMs: round[0]?.thinkMs ?? 0,
      };
    });
    return { rounds, work: item };
  });
}

/**
 * The messages of each round. A statement without a name is parsed each time; on a connection for one
 * exchange one with a name is parsed where it is first needed, so that nothing is sent twice.
 */
function bytesOfRounds(
  exchange: Exchange,
  { statement, isForOneExchange = false }: WireForm,
): Buffer[] {
  if (statement === 'simple') return exchange.map(encodeSimpleRound);
  const parsed = new Set<string>();
  const inRound = (each: Statement): RoundStatement => {
    if (statement === 'unnamed' || each.name === '') {
      return { ...each, name: '', isParsedHere: true };
    }
    const isParsedHere = isForOneExchange && !parsed.has(each.name);
    parsed.add(each.name);
    return { ...each, isParsedHere };
  };
  return exchange.map((round) => encodeRound(round.map(inRound)));
}

/** The distinct named statements of `work`. Throws when one name stands for two texts. */
export function distinctStatements(work: readonly Work[]): Map<string, Statement> {
  const statements = new Map<string, Statement>();
  for (const statement of work.flatMap((item) => item.exchange.flat())) {
    if (statement.name === '') continue;
    const same = statements.get(statement.name);
    if (same && same.text !== statement.text) {
      throw new Error(`The statement name ${statement.name} stands for two different texts`);
    }
    statements.set(statement.name, statement);
  }
  return statements;
}

/** The statements that are prepared ahead on a connection of this form. */
export function statementsToPrepare(
  work: readonly Work[],
  { statement = 'named', isForOneExchange = false }: WireForm,
): Statement[] {
  if (statement !== 'named' || isForOneExchange) return [];
  return [...distinctStatements(work).values()];
}
