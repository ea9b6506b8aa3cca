import { Socket } from 'node:net';

/** Sends one whole message; a failed write shows up as the socket's error and close. */
export type Write = (bytes: Buffer) => void;

/** What Node's own `net` writes through: `handle.writeBuffer(request, bytes)`, 0 is success. */
interface StreamHandle {
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
}

interface WriteRequest {
  oncomplete: (status: number) => void;
  constructor: unknown;
}

type NewWriteRequest = new () => WriteRequest;

/**
 * Makes the writer for a socket with at most one message under way at a time, as a session has.
 *
 * `socket.write` costs about 2 µs in queues and callbacks that a request-response protocol does not
 * need, as much as the rest of our work for a round trip. So this writes to the handle below it,
 * as `net` does, with a request object that is used again. Neither is public: where their shape
 * is not the one known from Node 20 to 24, and under TLS, the writer is `socket.write`.
 */
export function createWriter(socket: Socket): Write {
  const viaSocket: Write = (bytes) => void socket.write(bytes);
  const handle = plainHandle(socket);
  if (!handle) return viaSocket;

  let request: WriteRequest | undefined;
  let Request: NewWriteRequest | undefined;

  function renew(): void {
    if (!Request) return;
    request = new Request();
    request.oncomplete = (status) => {
      // Only a write that had to wait for the kernel ends here; its request is not used again.
      renew();
      if (status < 0) socket.destroy(new Error(`Write failed with code ${status}`));
    };
  }

  return (bytes) => {
    if (!request) {
      Request = seeWriteRequest(handle, () => viaSocket(bytes));
      renew();
      return;
    }
    if (socket.destroyed) return;
    const status = handle.writeBuffer(request, bytes);
    if (status !== 0) socket.destroy(new Error(`Write failed with code ${status}`));
  };
}

function plainHandle(socket: Socket): StreamHandle | undefined {
  if (Object.getPrototypeOf(socket) !== Socket.prototype) return undefined;
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return undefined;
  return typeof Reflect.get(handle, 'writeBuffer') === 'function'
    ? (handle as StreamHandle)
    : undefined;
}

/** Runs an ordinary write and notes what kind of request object `net` made for it. */
function seeWriteRequest(handle: StreamHandle, write: () => void): NewWriteRequest | undefined {
  let seen: NewWriteRequest | undefined;
  const writeBuffer = handle.writeBuffer;
  handle.writeBuffer = (request, bytes) => {
    if (typeof request.constructor === 'function' && request.constructor.name === 'WriteWrap') {
      seen = request.constructor as NewWriteRequest;
    }
    return writeBuffer.call(handle, request, bytes);
  };
  try {
    write();
  } finally {
    Reflect.deleteProperty(handle, 'writeBuffer');
  }
  return seen;
}
