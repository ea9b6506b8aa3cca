import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, startContainer } from '../../bench/docker/container.js';
import { execIn, runToEnd } from '../../bench/docker/exec.js';
import { hasEnded, OWNER_LABEL, ourOwner, sweepContainers } from '../../bench/docker/owner.js';
import { containersOf, testDocker } from '../support/docker.js';

const { docker, image } = await testDocker('RLSBENCH_PGBOUNCER_IMAGE');
const withDocker = test.skipIf(docker === undefined);
const TIMEOUT_MS = 120_000;

test('a log is its pieces, without the frames around them', () => {
  const frame = (piece: string) => {
    const bytes = Buffer.from(piece);
    const head = Buffer.alloc(8);
    head.writeUInt8(1, 0);
    head.writeUInt32BE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
      expect(plainText(Buffer.concat(pieces.map(frame)))).toBe(pieces.join(''));
    }),
  );
});

/** Labels of a process that is gone, of one of another machine and of one numbered otherwise. */
function owners() {
  const [host = '', numberedBy = ''] = ourOwner().split(' ');
  return {
    dead: `${host} ${numberedBy} 4194305 1`,
    elsewhere: `another-machine ${numberedBy} 4194305 1`,
    contained: `${host} pid:[1] 4194305 1`,
  };
}

test('who is gone is known of processes alone that are numbered as ours are', () => {
  const { dead, elsewhere, contained } = owners();
  expect([dead, elsewhere, contained, ourOwner()].map(hasEnded)).toEqual([
    ...[true, false, false, false],
  ]);
});

withDocker(
  'a published port is on loopback alone, and close takes the container away',
  async () => {
    if (docker === undefined) return;
    const container = await startContainer(docker, {
      image,
      entrypoint: ['sh'],
      command: ['-c', 'echo one; cat /given/file; exec tail -f /dev/null'],
      files: [{ content: 'two\n', target: '/given/file' }],
      network: { publish: 5432 },
    });
    try {
      const found = await docker.client.container.getById(container.id).inspect();
      expect(found.NetworkSettings.Ports).toEqual({
        '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: String(container.publishedPort) }],
      });
      while (!(await container.log()).includes('two')) expect(container.isOver()).toBe(false);
      expect(await container.log()).toBe('one\ntwo\n');
      expect(await containersOf(docker)).toEqual([container.id]);

      const printed = await runToEnd(docker, container.id, ['sh', '-c', 'echo out; echo err >&2']);
      // Two streams, in no order between them.
      expect(printed.split('\n').sort()).toEqual(['', 'err', 'out']);
      const stays = await execIn(docker, container.id, ['tail', '-f', '/dev/null']);
      expect(stays.isOver()).toBe(false);
      await container.close();
      await stays.ended;
      expect(container.isOver()).toBe(true);
    } finally {
      await container.close();
    }
    expect(await containersOf(docker)).toEqual([]);
  },
  TIMEOUT_MS,
);

withDocker(
  'one that can not be started is not left behind',
  async () => {
    if (docker === undefined) return;
    const start = {
      image,
      entrypoint: ['/no/such/program'],
      command: [],
      network: 'host',
    } as const;
    await expect(startContainer(docker, start)).rejects.toThrow(/no such file/);
    expect(await containersOf(docker)).toEqual([]);
  },
  TIMEOUT_MS,
);

withDocker(
  'a sweep takes what a dead process of this machine left, and nothing else',
  async () => {
    if (docker === undefined) return;
    const { dockerode } = docker.client.container;
    const { dead, elsewhere } = owners();
    for (const owner of [dead, elsewhere]) {
      await dockerode.createContainer({ Image: image, Labels: { [OWNER_LABEL]: owner } });
    }
    try {
      await sweepContainers(docker);
      expect(await containersOf(docker, dead)).toEqual([]);
      expect(await containersOf(docker, elsewhere)).toHaveLength(1);
    } finally {
      for (const id of await containersOf(docker, elsewhere)) {
        await dockerode.getContainer(id).remove({ force: true });
      }
    }
  },
  TIMEOUT_MS,
);
