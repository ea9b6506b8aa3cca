import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedTestContainer } from 'testcontainers';
import type { Docker } from './engine.js';
import { OWNER_LABEL, ourOwner } from './owner.js';
import { watchedByReaper } from './reaper.js';

const QUIT_TIMEOUT_MS = 3_000;

/** What a container is started with. */
export interface ContainerStart {
  readonly image: string;
  /** In place of the image's own. */
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Put into it before it starts, readable by everybody in it. */
  readonly files?: readonly { readonly content: string; readonly target: string }[];
  /** `uid:gid`; the image's own where left out. */
  readonly user?: string;
  /** `host`: it has this machine's 127.0.0.1. Else one of its ports is published there. */
  readonly network: 'host' | { readonly publish: number };
  /** True numbers its processes as this machine does, so that their CPU time can be read. */
  readonly hostProcesses?: boolean;
  /** Cores it is held to, as Linux lists them. */
  readonly cores?: string | undefined;
  /** A folder of this machine that it has under the same path. */
  readonly sharedFolder?: string;
}

/** A container that was started; what runs in it may not be ready yet, or have ended. */
export interface RunningContainer {
  readonly id: string;
  /** Number of its first process, as the engine's machine counts; 0 when it has ended. */
  readonly pid: number;
  /** The port on 127.0.0.1 that its own is published as; null on the host's network. */
  readonly publishedPort: number | null;
  readonly isOver: () => boolean;
  /** What it has said on stdout and stderr. */
  readonly log: () => Promise<string>;
  /** Ends it at once and removes it with its volumes. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Starts a container, labelled ours and watched by a reaper. Throws what the engine answers. */
export async function startContainer(
  docker: Docker,
  start: ContainerStart,
): Promise<RunningContainer> {
  const release = watchedByReaper();
  const name = `rlsbench-${randomBytes(6).toString('hex')}`;
  try {
    const started = await define(docker, start).withName(name).start();
    return await describe(docker, started, start, release);
  } catch (error) {
    // One that was made and could not be started stays.
    await remove(docker, name).catch(() => {});
    release();
    throw error;
  }
}

function define({ library }: Docker, start: ContainerStart) {
  /** The library's container, with what it has no method for. */
  class Container extends library.GenericContainer {
    constructor({ image, network, cores, hostProcesses }: ContainerStart) {
      super(image);
      if (network !== 'host') {
        // Its own `withExposedPorts` publishes on all addresses of the machine.
        const port = `${network.publish}/tcp`;
        this.createOpts.ExposedPorts = { [port]: {} };
        this.hostConfig.PortBindings = { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] };
      }
      if (cores !== undefined) this.hostConfig.CpusetCpus = cores;
      if (hostProcesses) this.hostConfig.PidMode = 'host';
    }
  }
  const files = start.files ?? [];
  const container = new Container(start)
    .withAutoCleanup(false)
    .withLabels({ [OWNER_LABEL]: ourOwner() })
    .withEnvironment({ ...start.environment })
    .withCopyContentToContainer(files.map((file) => ({ ...file, mode: 0o644 })))
    .withCommand([...start.command])
    // The 64 MB that Docker gives hold no hash table of a parallel query.
    .withSharedMemorySize(256 * 1024 ** 2);
  if (start.entrypoint) container.withEntrypoint([...start.entrypoint]);
  if (start.user !== undefined) container.withUser(start.user);
  if (start.sharedFolder !== undefined) {
    // Relabelled where SELinux would keep the container out.
    const path = start.sharedFolder;
    container.withBindMounts([{ source: path, target: path, mode: 'z' }]);
  }
  if (start.network === 'host') container.withNetworkMode('host');
  return container;
}

async function describe(
  docker: Docker,
  started: StartedTestContainer,
  { network, hostProcesses }: ContainerStart,
  release: () => void,
): Promise<RunningContainer> {
  const container = docker.client.container.getById(started.getId());
  let over = false;
  const ended = container.wait().then(
    () => undefined,
    () => undefined,
  );
  void ended.then(() => {
    over = true;
  });
  const { State, NetworkSettings } = await container.inspect();
  const bound =
    network === 'host' ? undefined : NetworkSettings.Ports[`${network.publish}/tcp`]?.[0]?.HostPort;
  let closing: Promise<void> | undefined;
  const close = async () => {
    if (hostProcesses) {
      // Then nothing but Postgres itself ends its children at once, and the engine waits 10 s for them.
      await container.kill({ signal: 'SIGQUIT' }).catch(() => {});
      await Promise.race([ended, sleep(QUIT_TIMEOUT_MS, undefined, { ref: false })]);
    }
    await remove(docker, container.id);
    release();
  };
  return {
    id: container.id,
    pid: State.Pid,
    publishedPort: bound === undefined ? null : Number(bound),
    isOver: () => over,
    log: async () => plainText(await container.logs({ stdout: true, stderr: true })),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Kills and removes a container with its volumes; one that is gone already is no error. */
async function remove({ client }: Docker, nameOrId: string): Promise<void> {
  try {
    await client.container.getById(nameOrId).remove({ force: true, v: true });
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    // 409: somebody is removing it right now.
    if (statusCode !== 404 && statusCode !== 409) throw error;
  }
}

/**
 * A log without its frames: 8 bytes before each piece, of which the last four are its length
 * (Docker Engine API, "Attach to a container", stream format).
 */
export function plainText(framed: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= framed.length; ) {
    const end = at + 8 + framed.readUInt32BE(at + 4);
    pieces.push(framed.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString('utf8');
}
