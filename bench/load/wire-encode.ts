import type { Statement } from '../context/exchange.js';
import { withLiterals } from '../context/in-one-message.js';

/** Frontend messages of protocol 3.0 (Postgres manual, 53.7 "Message Formats"), encoded once. */

const EXECUTE_ALL_ROWS = message('E', Buffer.from('\0\0\0\0\0', 'latin1'));
const DESCRIBE_PORTAL = message('D', Buffer.from('P\0', 'latin1'));
const SYNC = message('S', Buffer.alloc(0));

/** Ends the session politely. */
export const TERMINATE = message('X', Buffer.alloc(0));

/** Leaves a failed transaction. */
export const ROLLBACK = encodeSimpleQuery('ROLLBACK');

function message(type: string, body: Buffer): Buffer {
  const encoded = Buffer.allocUnsafe(5 + body.length);
  encoded[0] = type.charCodeAt(0);
  encoded.writeInt32BE(4 + body.length, 1);
  body.copy(encoded, 5);
  return encoded;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8');
}

function int16(value: number): Buffer {
  const encoded = Buffer.allocUnsafe(2);
  encoded.writeUInt16BE(value);
  return encoded;
}

/** A simple query (53.2.2). */
export function encodeSimpleQuery(sql: string): Buffer {
  return message('Q', text(sql));
}

/** Int32 length and the bytes; SQL NULL is length -1 and no bytes. */
function bindValue(value: string | null): Buffer {
  const bytes = Buffer.from(value ?? '', 'utf8');
  const encoded = Buffer.allocUnsafe(4 + bytes.length);
  encoded.writeInt32BE(value === null ? -1 : bytes.length);
  bytes.copy(encoded, 4);
  return value === null ? encoded.subarray(0, 4) : encoded;
}

/** Bind to the unnamed portal: text parameters, text results. */
function bind(statement: Statement): Buffer {
  return message(
    'B',
    Buffer.concat([
      text(''),
      text(statement.name),
      int16(0),
      int16(statement.values.length),
      ...statement.values.map(bindValue),
      int16(0),
    ]),
  );
}

/** A statement of a round, and whether it is parsed in it. */
export interface RoundStatement extends Statement {
  readonly isParsedHere: boolean;
}

/**
 * One round trip: Bind, Describe, Execute for each statement and a single Sync, with a Parse before
 * where it was not prepared. Describe is sent because libpq and `pg` send it with every execution: an
 * arm on this driver then gives the server the same work as an application does.
 */
export function encodeRound(statements: readonly RoundStatement[]): Buffer {
  const parts = statements.flatMap((each) => [
    ...(each.isParsedHere ? [parse(each)] : []),
    ...[bind(each), DESCRIBE_PORTAL, EXECUTE_ALL_ROWS],
  ]);
  return Buffer.concat([...parts, SYNC]);
}

/**
 * One round trip in one message: its statements as text, parameters as literals (53.2.2.1 "Multiple
 * Statements in a Simple Query"). Each begins a line, so that a comment ends before the next.
 */
export function encodeSimpleRound(statements: readonly Statement[]): Buffer {
  return encodeSimpleQuery(statements.map(withLiterals).join('\n;'));
}

/** Parse for each statement and one Sync; parameter types are left for the server to infer. */
export function encodePrepare(statements: readonly Statement[]): Buffer {
  return Buffer.concat([...statements.map(parse), SYNC]);
}

function parse({ name, text: sql }: Statement): Buffer {
  return message('P', Buffer.concat([text(name), text(sql), int16(0)]));
}
