import { readFileSync } from 'node:fs';

/** Descriptors that a run has open beside the load's connections: files, libraries, its own look. */
const SPARE_FILES = 200;

/**
 * Client connections that this process can open: its soft limit of open files (Node raises it to the
 * hard one as it starts), which a PgBouncer that it starts inherits.
 *
 * @returns Infinity where the limit can't be read
 */
export function clientsWithinReach(): number {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    return limit ? Math.max(1, Number(limit[1]) - SPARE_FILES) : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
