import { readFileSync } from 'node:fs';

/**
 * Start time of a process in clock ticks since boot, which tells it from a later process with the
 * same number; null where there is no `/proc` (proc_pid_stat(5), field 22), undefined when it has
 * ended.
 */
export function processStart(pid: number): string | null | undefined {
  if (process.platform !== 'linux') return isAlive(pid) ? null : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold spaces and brackets: count from its closing one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : (fields[19] ?? null);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
