import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processStart } from '../target/process-identity.js';
import type { Docker } from './engine.js';

/** On every container of ours: which process of which machine it belongs to. */
export const OWNER_LABEL = 'rlsbench.owner';

/** What the label says of this process. */
export function ourOwner(): string {
  return `${hostname()} ${numbering()} ${process.pid} ${processStart(process.pid) ?? ''}`;
}

/** Who numbers our processes: in another namespace the same number is another process, or none. */
function numbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * Removes the containers of processes of this machine that have ended; normally their reaper has. An
 * engine may serve several machines, and containers with processes of their own: what was started
 * where we don't see who is alive is left alone.
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

/** Whether the process that a label names is seen to be gone. */
export function hasEnded(owner: string): boolean {
  const [host, numberedBy, pid, start] = owner.split(' ');
  if (host !== hostname() || numberedBy !== numbering()) return false;
  const found = processStart(Number(pid));
  return found === undefined || (found ?? '') !== start;
}
