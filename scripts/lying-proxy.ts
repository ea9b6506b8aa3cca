import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { ConnectionSettings } from '../bench/load/session.js';
import { createFrameScanner, DATA_ROW } from '../bench/load/wire-scan.js';

/** Something between a client and the server that changes one row of one response. */
export interface LyingProxy {
  readonly settings: ConnectionSettings;
  /** Rows whose tenant it has changed: 0 or 1. */
  readonly lies: () => number;
  readonly close: () => Promise<void>;
}

const UUID_BYTES = 36;
const ZERO = 0x30;

/**
 * Hands everything on as it is but one row: from the `atRow`-th on that passes, of all connections
 * together, the next that came in one piece. Its first column, a UUID as text, then ends in another
 * digit. Rows of one column, as set_config answers, are none.
 */
export async function startLyingProxy(
  settings: ConnectionSettings,
  atRow: number,
): Promise<LyingProxy> {
  const sockets = new Set<Socket>();
  let rows = 0;
  let lies = 0;
  const proxy = createServer((client) => {
    const server = connect(settings.port, settings.host);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    let chunk: Uint8Array | undefined;
    const scan = createFrameScanner((type, buffer, start) => {
      if (type !== DATA_ROW || !hasUuidFirst(buffer, start)) return;
      rows += 1;
      // A frame in pieces is a copy by now: part of it has gone on.
      if (rows < atRow || lies > 0 || buffer !== chunk) return;
      lies += 1;
      const last = start + 2 + 4 + UUID_BYTES - 1;
      buffer[last] = buffer[last] === ZERO ? ZERO + 1 : ZERO;
    });
    server.on('data', (bytes: Buffer) => {
      chunk = bytes;
      scan(bytes, bytes.length);
      client.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  return {
    settings: { ...settings, port: (proxy.address() as AddressInfo).port },
    lies: () => lies,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

function hasUuidFirst(buffer: Uint8Array, start: number): boolean {
  const columns = ((buffer[start] as number) << 8) | (buffer[start + 1] as number);
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  return columns > 1 && view.getInt32(start + 2) === UUID_BYTES;
}
