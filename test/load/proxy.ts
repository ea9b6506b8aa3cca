import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ConnectionSettings } from '../../bench/load/session.js';

/** Something between a session and the server, on a port of its own. */
export interface TestProxy {
  readonly settings: ConnectionSettings;
  close(): Promise<void>;
}

// Made for these tests alone, for 127.0.0.1: worth nothing to anyone.
const certificate = readFileSync(new URL('./fixtures/tls-cert.pem', import.meta.url));
const key = readFileSync(new URL('./fixtures/tls-key.pem', import.meta.url));

/** Ends TLS in front of the server, answering SSLRequest as Postgres does (manual, 53.2.11). */
export function startTlsProxy(settings: ConnectionSettings): Promise<TestProxy> {
  return startProxy({ ...settings, ssl: { ca: certificate } }, (client, server) => {
    client.once('data', () => {
      client.write('S');
      const secureContext = createSecureContext({ cert: certificate, key });
      const secure = new TLSSocket(client, { isServer: true, secureContext });
      secure.on('error', () => {});
      secure.pipe(server).pipe(secure);
    });
  });
}

/** Hands the server's answers on in pieces of `bytes`, each in a packet of its own. */
export function startChoppingProxy(
  settings: ConnectionSettings,
  bytes: number,
): Promise<TestProxy> {
  return startProxy(settings, (client, server) => {
    client.setNoDelay(true);
    client.pipe(server);
    let last = Promise.resolve();
    server.on('data', (chunk: Buffer) => {
      last = last.then(async () => {
        for (let at = 0; at < chunk.length; at += bytes) {
          client.write(chunk.subarray(at, at + bytes));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
  });
}

/**
 * Hands on no more of what a client sends than up to its next Sync or simple query until the server
 * has answered that: a network so slow that a pipeline arrives piece by piece.
 */
export function startHesitantProxy(settings: ConnectionSettings): Promise<TestProxy> {
  return startProxy(settings, (client, server) => {
    server.pipe(client);
    let last: Promise<unknown> = Promise.resolve();
    let read = Buffer.alloc(0);
    // The startup message has no type before its length (Postgres manual, 53.7).
    let lengthAt = 0;
    client.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      while (read.length >= lengthAt + 4 && read.length >= lengthAt + read.readInt32BE(lengthAt)) {
        const end = lengthAt + read.readInt32BE(lengthAt);
        const message = read.subarray(0, end);
        const isAnswered =
          lengthAt === 1 && ['Q', 'S'].includes(String.fromCharCode(message[0] ?? 0));
        read = read.subarray(end);
        lengthAt = 1;
        last = last.then(async () => {
          const answered = isAnswered && once(server, 'data').catch(() => {});
          server.write(message);
          await answered;
          if (isAnswered) await new Promise((resolve) => setTimeout(resolve, 1));
        });
      }
    });
  });
}

async function startProxy(
  settings: ConnectionSettings,
  join: (client: Socket, server: Socket) => void,
): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(settings.port, settings.host);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    join(client, server);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  return {
    settings: { ...settings, port: (proxy.address() as AddressInfo).port },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** A proxy that can stop handing on, or hang up on everybody. */
export interface TroubledProxy extends TestProxy {
  /** Holds all bytes back for a while. */
  stall(ms: number): Promise<void>;
  /** Cuts every connection, and each new one for a while. */
  down(ms: number): Promise<void>;
}

/** Stands between sessions and the server and makes the trouble it is told to make. */
export async function startTroubledProxy(settings: ConnectionSettings): Promise<TroubledProxy> {
  const clients = new Set<Socket>();
  let held: (() => void)[] | undefined;
  let isDown = false;
  const proxy = await startProxy(settings, (client, server) => {
    if (isDown) {
      client.destroy();
      return;
    }
    clients.add(client);
    client.once('close', () => clients.delete(client));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      to.setNoDelay(true);
      from.on('data', (chunk: Buffer) => {
        if (held) held.push(() => to.write(chunk));
        else to.write(chunk);
      });
    }
  });
  return {
    ...proxy,
    async stall(ms) {
      held = [];
      await sleep(ms);
      const late = held;
      held = undefined;
      for (const write of late) write();
    },
    async down(ms) {
      isDown = true;
      for (const client of clients) client.destroy();
      await sleep(ms);
      isDown = false;
    },
  };
}
