import { readFileSync } from 'node:fs';

/**
 * Nanoseconds a process has been on a CPU since it began: the first field of `/proc/PID/schedstat`
 * (Linux, Documentation/scheduler/sched-stats). A backend is a single thread, so this is all of it.
 * Synchronous and a few microseconds, to be read right before and after a block.
 *
 * @returns null where it can't be read: no such process, or no Linux
 */
export function readOnCpuNs(pid: number): number | null {
  try {
    const onCpuNs = Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);
    return Number.isFinite(onCpuNs) && onCpuNs > 0 ? onCpuNs : null;
  } catch {
    return null;
  }
}
