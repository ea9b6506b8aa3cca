import { readFileSync } from 'node:fs';

/** USER_HZ: what `/proc` counts in on Linux, whatever the kernel's own tick (proc(5)). */
const NS_PER_TICK = 1e9 / 100;

/**
 * CPU time of all children of a process that have ended and been waited for: `cutime` and `cstime` of
 * `/proc/PID/stat` (proc_pid_stat(5)), in nanoseconds, to the hundredth of a second. Of a postmaster
 * these are backends that are gone, which nothing else tells of.
 *
 * @returns null where it can't be read
 */
export function readReapedCpuNs(pid: number): number | null {
  const fields = readStat(pid);
  if (!fields) return null;
  return (Number(fields[13]) + Number(fields[14])) * NS_PER_TICK;
}

/** The parent of a process; null where it can't be read. */
export function readParentPid(pid: number): number | null {
  const parent = Number(readStat(pid)?.[1]);
  return Number.isInteger(parent) && parent > 0 ? parent : null;
}

/** Fields from the third on: those before it are the pid and a name that may hold anything. */
function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
