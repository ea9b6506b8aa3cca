import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openPgPipelineSession, openPgSession } from '../../bench/load/pg.js';
import { runOnce } from '../../bench/load/run-once.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { startChoppingProxy } from './proxy.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

test.each([
  ['pg', openPgSession],
  ['pg-pipeline', openPgPipelineSession],
])('%s: an error is reported as such when its ReadyForQuery comes later', async (_, open) => {
  const [fine, failing] = ['1', '0'].map((divisor) => ({
    exchange: CONTEXT_STRATEGIES['set-config'].exchange({
      name: 'divide',
      text: 'select 1 / $1::int',
      values: [divisor],
      tenantId: '7',
    }),
    expectedRows: 1,
    tenantId: '7',
  }));
  if (!fine || !failing) throw new Error('Expected two work items');
  const proxy = await startChoppingProxy(database.admin, 9);
  try {
    const session = await open(proxy.settings, { decodeEvery: 0 });
    await session.prepare([fine, failing]);
    const run = (index: number) => runOnce(session, index);
    for (let count = 0; count < 5; count += 1) {
      expect(await run(1)).toMatchObject({ kind: 'server-error', sqlState: '22012' });
      expect(await run(0)).toBeUndefined();
    }
    await session.close();
  } finally {
    await proxy.close();
  }
});
