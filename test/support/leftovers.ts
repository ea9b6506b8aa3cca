import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import type { OpenedTarget } from '../../bench/target/target.js';

/** What of a run is on the server: its databases and roles. */
export async function namesOn({ admin }: OpenedTarget): Promise<string[]> {
  const { rows } = await withClient({ ...admin, database: 'postgres' }, (client) =>
    client.query(
      `select datname as name from pg_database where datname like 'rlsbench\\_%'
       union all select rolname from pg_roles where rolname like 'rlsbench\\_%'`,
    ),
  );
  return rows.map(({ name }) => name);
}

/** Processes whose command line names the folder, and the run folders in that cache. */
export function leftIn(cache: string): string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cache);
      } catch {
        return false;
      }
    });
  const runs = join(cache, 'runs');
  return [...processes, ...(existsSync(runs) ? readdirSync(runs) : [])];
}

/** Fails when something is still there 10 s from now: it takes a moment, and longer on a busy machine. */
export async function expectNothingLeftIn(cache: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (leftIn(cache).length > 0 && performance.now() < deadline) await sleep(20);
  expect(leftIn(cache)).toEqual([]);
}
