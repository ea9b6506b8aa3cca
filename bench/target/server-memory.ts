import { readFileSync } from 'node:fs';

/**
 * Proportional set size of a process, in bytes: its own memory and its share of what it has in common
 * with others, so that a sum over backends counts shared buffers once (Linux, proc_pid_smaps(5),
 * `smaps_rollup`).
 *
 * @returns null where it can't be read: no such process, another user's, or no Linux
 */
export function readPssBytes(pid: number): number | null {
  try {
    const kibibytes = /^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'));
    return kibibytes ? Number(kibibytes[1]) * 1024 : null;
  } catch {
    return null;
  }
}
