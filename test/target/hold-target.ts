import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbedded } from '../../bench/target/embedded.js';
import { fillNumbers } from './numbers.js';

// A process for embedded-kill.test.ts to kill: opens a target, says how far it is, and stays.
const [dataKey = '', stayAt = ''] = process.argv.slice(2);
const say = (what: string) => process.stdout.write(`${what}\n`);

await openEmbedded({
  location: 'embedded',
  pgMajor: 18,
  dataKey,
  onProgress: () => {},
  fill: async (admin, schema) => {
    await fillNumbers(admin, schema);
    say('filling');
    if (stayAt === 'filling') await sleep(60_000);
  },
});
say('running');
if (stayAt !== 'leave') await sleep(60_000);
