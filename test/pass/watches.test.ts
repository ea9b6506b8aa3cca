import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { watchBackends } from '../../bench/pass/backends.js';
import { watchPooler } from '../../bench/pass/pooler-watch.js';
import type { Pooler } from '../../bench/pooler/pooler.js';

/** None has so high a number. */
const NOBODY = 2 ** 30;

/** Watches processes as if they were the backends of a pooler. */
const watch = (serverPids: () => number[]) =>
  watchBackends({
    ...{ observer: undefined as unknown as Client, perRequest: false, isLocal: true },
    pooler: { serverPids: async () => serverPids() },
  });

test('a backend that could not be weighed is in neither figure', async () => {
  const both = watch(() => [process.pid, NOBODY]);
  await both.begin();
  await both.end();
  const use = await both.close();
  expect(use).toMatchObject({ processes: 1 });
  expect(use?.bytes).toBeGreaterThan(1e6);
});

test('of backends one of which ended in a load nobody knows the CPU', async () => {
  const child = spawn('sleep', ['10']);
  await once(child, 'spawn');
  const pids = [process.pid, child.pid ?? NOBODY];
  const all = watch(() => pids);
  await all.begin();
  await all.end();
  expect((await all.close())?.cpuNs).toBeGreaterThanOrEqual(0);

  const some = watch(() => pids);
  await some.begin();
  pids.pop();
  await some.end();
  expect((await some.close())?.cpuNs).toBeNull();
  child.kill();
  await once(child, 'exit');
});

test('looks at a pooler count from the start of the load; those before are none of it', async () => {
  const pooler = {
    ...{ version: '1.24.1', settings: { poolMode: 'transaction', poolSize: 2 } },
    readCpuNs: () => null,
    show: async () => [],
  } as unknown as Pooler;
  const use = watchPooler(pooler);
  use.begin();
  const loadAt = new Date(Date.now() + 50);
  await sleep(170);
  use.end();
  const { samples } = await use.close(loadAt);
  // Looks are made every 100 ms from its beginning, so the first was before the load.
  expect(samples.length).toBeGreaterThan(0);
  expect(samples[0]?.atMs).toBeGreaterThan(20);
  expect(samples[0]?.atMs).toBeLessThan(120);
});
