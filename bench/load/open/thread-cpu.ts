import { readFileSync, readlinkSync } from 'node:fs';

/**
 * CPU of the calling thread so far, user and system: the first field of `/proc/thread-self/schedstat`
 * (proc(5)), current to a scheduler tick. Where there is no such file, CPU of the whole process.
 */
export function readThreadCpuNs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]);
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  }
}

/** Id of the calling thread (proc(5), /proc/thread-self); null where there is no such file. */
export function ownThreadId(): number | null {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return null;
  }
}
