import { setTimeout as sleep } from 'node:timers/promises';
import { openPoolerSource } from '../../bench/pooler/source.js';
import { testPoolerProgram } from '../support/pooler-program.js';

// A process for ends.test.ts to kill: opens a pooler, says its process number, and stays.
const source = await openPoolerSource(await testPoolerProgram());
const pooler = await source.open({ host: '127.0.0.1', port: 1 }, [], {
  poolMode: 'transaction',
  poolSize: 2,
  maxClients: 20,
  maxPreparedStatements: 200,
});
process.stdout.write(`${pooler.pid}\n`);
await sleep(60_000);
