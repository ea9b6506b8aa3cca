import { hostname } from 'node:os';
import { processStart } from '../target/process-identity.js';
import type { Docker } from './engine.js';

/** On every container of ours: which process of which machine it belongs to. */
export const OWNER_LABEL = 'rlsbench.owner';

/** What the label says of this process. */
export function ourOwner(): string {
  return `${hostname()} ${process.pid} ${processStart(process.pid) ?? ''}`;
}

/**
 * Removes the containers of processes of this machine that have ended; normally their reaper has. An
 * engine may serve several machines: what another one started is left alone.
 *
 * @returns how many were removed
 */
export async function sweepContainers({ client }: Docker): Promise<number> {
  const { dockerode } = client.container;
  const found = await dockerode.listContainers({ all: true, filters: { label: [OWNER_LABEL] } });
  const left = found.filter(({ Labels }) => hasEnded(Labels[OWNER_LABEL] ?? ''));
  for (const { Id } of left) {
    // Another start may be sweeping too.
    await dockerode
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(() => {});
  }
  return left.length;
}

function hasEnded(owner: string): boolean {
  const [host, pid, start] = owner.split(' ');
  if (host !== hostname()) return false;
  const found = processStart(Number(pid));
  return found === undefined || (found ?? '') !== start;
}
