import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';

/** A Docker engine that answers, and the library that drives it. */
export interface Docker {
  readonly library: typeof import('testcontainers');
  readonly client: ContainerRuntimeClient;
}

/** Why there is none. */
export interface NoDocker {
  readonly why: string;
}

/** An engine that is there says so within milliseconds; one that hangs is none. */
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * The Docker engine of this machine, where testcontainers looks for it: its properties file,
 * DOCKER_HOST, the usual sockets. The library takes half a second to load, so it is loaded only where
 * one of those is there.
 */
export async function findDocker(env = process.env): Promise<Docker | NoDocker> {
  if (!mayHaveEngine(env)) {
    return {
      why: 'no Docker engine was found (no /var/run/docker.sock, and DOCKER_HOST is not set)',
    };
  }
  const library = await import('testcontainers');
  const answer = library.getContainerRuntimeClient().then(
    (client) => ({ library, client }),
    () => ({
      why: "the Docker engine does not answer, or not to this user (DEBUG='testcontainers*' tells more)",
    }),
  );
  const late = sleep(
    ANSWER_TIMEOUT_MS,
    { why: `the Docker engine did not answer within ${ANSWER_TIMEOUT_MS / 1000} s` },
    { ref: false },
  );
  return Promise.race([answer, late]);
}

/** Whether an engine answered. */
export function isDocker(found: Docker | NoDocker): found is Docker {
  return 'client' in found;
}

function mayHaveEngine(env: NodeJS.ProcessEnv): boolean {
  // A named pipe that is always looked for.
  if (process.platform === 'win32' || env.DOCKER_HOST) return true;
  const home = homedir();
  return [
    join(home, '.testcontainers.properties'),
    '/var/run/docker.sock',
    join(env.XDG_RUNTIME_DIR ?? '/nowhere', 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${userInfo().uid}/docker.sock`,
  ].some((path) => existsSync(path));
}

/**
 * Why a container can't share this machine's 127.0.0.1 and processes, or undefined where it can:
 * Docker Desktop and the like run containers in a machine of their own, and a rootless engine in a
 * network of its own (Docker manual, "Host network driver", "Rootless mode").
 */
export async function whyNotOnHost({ client }: Docker): Promise<string | undefined> {
  if (process.platform !== 'linux')
    return `on ${process.platform} containers run in a virtual machine`;
  const info: { OperatingSystem?: string; SecurityOptions?: string[] | null } =
    await client.container.dockerode.info();
  if (info.OperatingSystem?.includes('Docker Desktop')) {
    return 'Docker Desktop runs containers in a virtual machine';
  }
  const options = info.SecurityOptions ?? [];
  if (options.some((each) => each.includes('rootless'))) {
    return 'a rootless Docker engine has a network of its own';
  }
  if (options.some((each) => each.includes('userns'))) {
    return 'a Docker engine with userns-remap gives no container the network of the host';
  }
  return undefined;
}
