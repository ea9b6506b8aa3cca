import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import { makeOut, runSmall } from './small-run.js';

const { host, port, user, password } = inject('admin');
const url = `postgres://${user}:${password}@${host}:${port}/postgres`;
/** By a name that no other test has on this server. */
const SCENARIO = { ...openInvoices, name: 'left-behind' };
const SIBLINGS = "datname like 'rlsbench\\_%\\_left-behind\\_%'";

/** A database that is a template can't be dropped. The run waits, being in our event loop. */
function keepSiblings(): void {
  const script = `
    const pg = require('pg');
    (async () => {
      const client = new pg.Client({ connectionString: process.argv[1] });
      await client.connect();
      await client.query('update pg_database set datistemplate = true where ' + process.argv[2]);
      await client.end();
    })();`;
  execFileSync(process.execPath, ['-e', script, url, SIBLINGS], { stdio: 'pipe' });
}

afterAll(() =>
  withClient(inject('admin'), async (client) => {
    const ours = `${SIBLINGS} and datistemplate`;
    const { rows } = await client.query(`select datname from pg_database where ${ours}`);
    await client.query(`update pg_database set datistemplate = false where ${ours}`);
    for (const { datname } of rows) {
      await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
    }
  }),
);

test('what went wrong first is told, not that the siblings could not be dropped after it', {
  timeout: 90_000,
}, async () => {
  const said: string[] = [];
  const { error, result } = await runSmall({
    ...{ scenarios: [SCENARIO], location: url, reportsFolder: await makeOut() },
    onEvent: ({ text }) => {
      said.push(text);
      if (!text.includes('proofs hold')) return;
      keepSiblings();
      throw new Error('what went wrong first');
    },
  });
  expect(error).toEqual(new Error('what went wrong first'));
  expect(result.statusReason).toBe('what went wrong first');
  // What is left behind is said beside it.
  expect(said.join('\n')).toMatch(/could not be removed|template/i);
});
