import { randomBytes } from 'node:crypto';

/** What every name of ours on a server begins with. */
export const NAME_PREFIX = 'rlsbench_';

/** A prefix for all names of one run; short enough for any suffix within 63 bytes. */
export function newPrefix(): string {
  return `${NAME_PREFIX}${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
}
