import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  commandComplete,
  dataRow,
  frame,
  readyForQuery,
  rowDescription,
} from '../load/backend-messages.js';
import { linesOf, runCli } from '../support/cli.js';

/**
 * We can't bring a server older than 15, so this one only says that it is: it speaks enough of the
 * protocol to let anybody in and to answer the question for its version.
 */
function pretendServer(versionNum: string, version: string): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    // First the startup packet, then one simple query.
    socket.once('data', () => {
      socket.write(Buffer.concat([frame('R', Buffer.alloc(4)), readyForQuery('I')]));
      socket.on('data', (bytes) => {
        if (bytes.toString('latin1', 0, 1) !== 'Q') return;
        socket.write(
          Buffer.concat([
            rowDescription(['number', 'version', 'standby']),
            dataRow([versionNum, version, 'f']),
            commandComplete('SELECT 1'),
            readyForQuery('I'),
          ]),
        );
      });
    });
  });
}

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'rlsbench-test-out-'));
});
afterAll(() => rm(out, { recursive: true }));

test('a server older than 15: exit 2, naming its version and ours', async () => {
  const server = pretendServer('140011', '14.11').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgres://u:sesame@127.0.0.1:${port}/x`;
  const end = await runCli(['run', '--out', out, '--target', url]);
  server.close();
  expect(linesOf(end).error).toMatch(
    /Expected Postgres 15 or newer at 127\.0\.0\.1:\d+, found 14\.11/,
  );
  expect(linesOf(end).next).toMatch(/newer server/);
  expect(end.code).toBe(2);
});
