import { expect, test } from 'vitest';
import type { Pooler } from '../../bench/pooler/pooler.js';
import type { ArmFailure } from '../../bench/result/journal.js';
import { inPoolerWords } from '../../bench/run/pooled-failure.js';

const POOLER = { version: '1.24.1' } as Pooler;

const failure = (sqlState: string, message: string): ArmFailure => ({
  ...{ scenario: 'pooling', operation: 'point', tenant: 'whale', concurrency: 1 },
  ...{ arm: 'tx-where', kind: 'server-error', sqlState, message },
});

test('what a pooler refuses is told with its name and what can be done', () => {
  const refused = failure('08P01', 'no more connections allowed (max_client_conn)');
  expect(inPoolerWords(refused, POOLER).message).toMatch(
    /^PgBouncer 1\.24\.1 refused a client: .*max_client_conn.* use fewer clients$/,
  );
  expect(inPoolerWords(refused, POOLER)).toMatchObject({ arm: 'tx-where', sqlState: '08P01' });
});

test('a pooler whose version is not known is not given one', () => {
  const gone = failure('', 'The connection was lost (read ECONNRESET)');
  const { message } = inPoolerWords({ ...gone, kind: 'connection' }, { version: 'unknown' });
  expect(message).toMatch(/^The pooler is gone, .*ECONNRESET/);
});

test('of rows that are wrong no pooler is told to be the reason', () => {
  const rows = { ...failure('', 'server closed'), kind: 'wrong-rows' };
  expect(inPoolerWords(rows, POOLER)).toBe(rows);
});

test('an error of the query, and one of an arm without a pooler, stay as they are', () => {
  const denied = failure('42501', 'permission denied for table invoices');
  expect(inPoolerWords(denied, POOLER)).toBe(denied);
  const lost = failure('', 'The connection was lost (read ECONNRESET)');
  expect(inPoolerWords(lost, undefined)).toBe(lost);
});
