import type { Statement } from '../context/exchange.js';

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

/** A simple query: only for what is no work, a ROLLBACK or a question of our own. */
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

/**
 * One round trip: Bind, Describe, Execute for each statement and a single Sync. Describe is sent
 * because libpq and `pg` send it with every execution: an arm on this driver then gives the server
 * the same work as an application does.
 */
export function encodeRound(statements: readonly Statement[]): Buffer {
  const parts = statements.flatMap((each) => [bind(each), DESCRIBE_PORTAL, EXECUTE_ALL_ROWS]);
  return Buffer.concat([...parts, SYNC]);
}

/** Parse for each statement and one Sync; parameter types are left for the server to infer. */
export function encodePrepare(statements: readonly Statement[]): Buffer {
  const parts = statements.map((each) =>
    message('P', Buffer.concat([text(each.name), text(each.text), int16(0)])),
  );
  return Buffer.concat([...parts, SYNC]);
}
