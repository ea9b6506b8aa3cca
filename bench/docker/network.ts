import { readFileSync, readlinkSync } from 'node:fs';
import type { Docker } from './engine.js';
import { runToEnd } from './exec.js';

/** Asks for the kernel that a container runs on, and for its network. */
const PROBE = 'cat /proc/sys/kernel/random/boot_id; readlink /proc/self/ns/net';

/**
 * Why a running container that was given the network of its host does not have ours, asked in the
 * container, since only it knows. To be asked after `whyNotOnHost`, which needs no container.
 *
 * @returns undefined where it does, or could not be asked
 */
export async function whyNotOurNetwork(
  docker: Docker,
  containerId: string,
): Promise<string | undefined> {
  const printed = await runToEnd(docker, containerId, ['sh', '-c', PROBE]).catch(() => '');
  const [, bootId, network] = /^([0-9a-f-]{36})\n(net:\[\d+\])/.exec(printed) ?? [];
  if (bootId === undefined || network === undefined) return undefined;
  // Network namespaces are numbered alike on every kernel: the boot tells two kernels apart.
  if (bootId !== readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) {
    return 'the Docker engine runs on another machine (DOCKER_HOST says which)';
  }
  if (network !== readlinkSync('/proc/self/ns/net')) {
    return 'rlsbench runs in a container with a network of its own, beside those of the engine (DOCKER_HOST or its socket)';
  }
  return undefined;
}
