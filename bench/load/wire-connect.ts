import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { Client } from 'pg';
import { singleConfig } from './client-config.js';
import type { ConnectionSettings } from './session.js';
import { TERMINATE } from './wire-encode.js';
import { createWriter, type Write } from './wire-write.js';

/** A connection past authentication, with nothing between its socket and us. */
export interface WireConnection {
  readonly backendPid: number;
  readonly write: Write;
  /** Every chunk read from now on; the buffer is used again after the call. */
  onRead: (buffer: Uint8Array, length: number) => void;
  /** Called once when the connection is lost or closed, with the reason. */
  onClose: (reason: string) => void;
  /** Says Terminate and resolves when the socket is closed, after 1 s at most. */
  close(): Promise<void>;
}

/**
 * One read buffer serves all sockets of a thread: a read is handled before the next one begins.
 * Large enough that most responses come in one read.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

const CLOSE_TIMEOUT_MS = 1000;

/**
 * Connects and authenticates with `pg` (SCRAM, TLS), then takes the socket over. Without TLS the
 * socket reads into READ_BUFFER by `onread`, which Node ignores under TLS: there it is 'data'.
 * Throws what `pg` throws, also where it took 10 s.
 */
export async function connectWire(settings: ConnectionSettings): Promise<WireConnection> {
  let taken = false;
  let lostBecause = '';
  const connection: WireConnection = {
    backendPid: 0,
    write: () => {},
    onRead: () => {},
    onClose: () => {},
    close,
  };

  function createStream(): Socket {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      onread: {
        buffer: READ_BUFFER,
        callback: (length, buffer) => {
          if (taken) connection.onRead(buffer, length);
          else socket.emit('data', Buffer.from(buffer.subarray(0, length)));
          return true;
        },
      },
    };
    const socket = new Socket(options);
    return socket;
  }

  const client = new Client({
    ...singleConfig(settings),
    ...(settings.ssl ? {} : { stream: createStream }),
  });
  client.on('error', (error) => {
    lostBecause ||= error.message;
  });
  try {
    await client.connect();
  } catch (error) {
    // A server that refuses leaves it to us to hang up.
    client.connection.stream.destroy();
    throw error;
  }

  const socket = client.connection.stream as Socket;
  taken = true;
  if (settings.ssl) {
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => connection.onRead(chunk, chunk.length));
  }
  socket.once('close', () => connection.onClose(lostBecause || 'The server closed the connection'));

  async function close(): Promise<void> {
    if (socket.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      lostBecause = 'The session was closed';
      socket.end(TERMINATE);
    });
  }

  const backendPid: unknown = Reflect.get(client, 'processID');
  return Object.assign(connection, {
    backendPid: typeof backendPid === 'number' ? backendPid : 0,
    write: createWriter(socket),
  });
}
