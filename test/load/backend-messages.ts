/** Backend messages as a server would send them, for tests of what reads them. */

export function frame(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([header, body]);
}

export function commandComplete(tag: string): Buffer {
  return frame('C', Buffer.from(`${tag}\0`));
}

export function readyForQuery(status: string): Buffer {
  return frame('Z', Buffer.from(status));
}

export function rowDescription(names: readonly string[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(names.length);
  const columns = names.map((name) => Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)]));
  return frame('T', Buffer.concat([count, ...columns]));
}

export function dataRow(values: readonly (string | null)[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(values.length);
  const columns = values.map((value) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : Buffer.byteLength(value));
    return Buffer.concat([length, Buffer.from(value ?? '')]);
  });
  return frame('D', Buffer.concat([count, ...columns]));
}

export function errorResponse(sqlState: string, message: string): Buffer {
  return frame('E', Buffer.from(`SERROR\0VERROR\0C${sqlState}\0M${message}\0Rsomewhere\0\0`));
}
