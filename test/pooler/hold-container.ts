import { setTimeout as sleep } from 'node:timers/promises';
import { ourOwner } from '../../bench/docker/owner.js';
import { containerPoolers } from '../../bench/pooler/container.js';
import { isPoolerSource } from '../../bench/pooler/open.js';

// A process for container.test.ts to kill: opens a container, says whose it is, and stays.
const found = await containerPoolers(console.error);
if (!isPoolerSource(found)) throw new Error(found.why);
process.stdout.write(`${ourOwner()}\n`);
await sleep(120_000);
