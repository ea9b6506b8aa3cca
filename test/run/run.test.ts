import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProofFailedError, RunFailedError } from '../../bench/errors.js';
import { writeReport } from '../../bench/report/write.js';
import { assembleResult } from '../../bench/result/assemble.js';
import { readJournal } from '../../bench/result/read-journal.js';
import { result as resultShape } from '../../bench/result/result.js';
import type { RunEvent } from '../../bench/run/events.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import type { OpenedTarget } from '../../bench/target/target.js';
import { makeOut, runSmall, SMALL, smallScenario } from './small-run.js';

/** A server of this file's own that runs are pointed at by URL, so that tests can meddle with it. */
let server: OpenedTarget;
beforeAll(async () => {
  server = await openEmbedded(
    {
      ...{ location: 'embedded', pgMajor: 18, dataKey: 'tests: empty' },
      fill: async () => {},
      onProgress: () => {},
    },
    { holdToCores: false },
  );
});
afterAll(() => server.close());

const urlOfServer = () => {
  const { user, password, host, port } = server.admin;
  return `postgres://${user}:${password}@${host}:${port}/postgres`;
};

/** Runs SQL in the run's own database before it returns: the run waits, being in our event loop. */
function meddle(sql: string): void {
  const script = `
    const pg = require('pg');
    (async () => {
      const url = new URL(process.argv[1]);
      const first = new pg.Client({ connectionString: String(url) });
      await first.connect();
      const { rows } = await first.query(
        "select datname from pg_database where datname ~ '^rlsbench_[0-9a-z]+$'");
      await first.end();
      url.pathname = rows[0].datname;
      const own = new pg.Client({ connectionString: String(url) });
      await own.connect();
      await own.query(process.argv[2]);
      await own.end();
    })();`;
  execFileSync(process.execPath, ['-e', script, urlOfServer(), sql], { stdio: 'pipe' });
}

/** Calls `act` once, at the first event whose text has `word`. */
function atEvent(word: string, act: () => void): (event: RunEvent) => void {
  let done = false;
  return ({ text }) => {
    if (done || !text.includes(word)) return;
    done = true;
    act();
  };
}

const OPEN_POLICY = 'alter policy invoices_tenant on invoices using (true)';

async function filesOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  return new Map(
    await Promise.all(
      files.map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')] as const),
    ),
  );
}

describe('a whole run', { timeout: 90_000 }, () => {
  test('is complete, has what it must have, and its journal alone rebuilds it byte by byte', async () => {
    const reportsFolder = await makeOut();
    const first = await runSmall({ reportsFolder });
    expect(first.error).toBeUndefined();
    const { result, folder } = first;
    expect(result.status).toBe('complete');
    expect(result.failures).toEqual([]);
    // Nothing for want of blocks; what can't be compared at a concurrency is said there.
    expect(result.skipped.filter(({ reason }) => /blocks/.test(reason))).toEqual([]);
    expect(result.proofs.every(({ status }) => status === 'passed')).toBe(true);
    const cells = new Set(
      result.contrasts.map((each) => `${each.operation}/${each.tenant}/${each.concurrency}`),
    );
    expect(cells.size).toBe(4);
    expect(result.contrasts.every(({ blocks }) => blocks >= SMALL.minimumBlocks)).toBe(true);

    const written = await filesOf(folder);
    const json = JSON.parse(written.get('/result.json') ?? '');
    expect(resultShape.parse(json)).toEqual(json);
    for (const file of ['/index.html', '/summary.md', '/journal.jsonl']) {
      expect(written.get(file)?.length).toBeGreaterThan(1000);
    }

    const rebuilt = join(reportsFolder, 'rebuilt');
    await mkdir(rebuilt);
    await cp(join(folder, 'journal.jsonl'), join(rebuilt, 'journal.jsonl'));
    const records = readJournal(rebuilt);
    const plans = records.filter((record) => record.type === 'plan');
    await writeReport(rebuilt, assembleResult(records), plans);
    expect(await filesOf(rebuilt)).toEqual(written);

    const second = await runSmall({ reportsFolder });
    expect(second.result.dataset.source).toBe('cache');
    expect(second.folder).not.toBe(folder);
  });

  test('a dearer arm is caught, the identical arms stay silent', async () => {
    const slow = smallScenario((operation) => ({
      ...operation,
      // A subselect is evaluated once an execution: five milliseconds more, the same rows.
      rls: operation.rls.replace(
        /from invoices( where)?/,
        (_, where) =>
          `from invoices where (select pg_sleep(0.005)) is not null${where ? ' and' : ''}`,
      ),
    }));
    const { result, error } = await runSmall({
      ...{ scenarios: [slow], reportsFolder: await makeOut() },
    });
    expect(error).toBeUndefined();
    const medians = result.contrasts.filter(({ metric }) => metric === 'p50');
    const policies = medians.filter(({ contrast }) => contrast === 'policy');
    expect(policies).toHaveLength(4);
    for (const { low } of policies) expect(low).toBeGreaterThan(1.03);
    const alike = medians.filter(({ kind }) => kind === 'aa');
    expect(alike).toHaveLength(4);
    for (const { adjustedP } of alike) expect(adjustedP).toBeGreaterThan(0.05);
  });
});

describe('isolation that does not hold', { timeout: 90_000 }, () => {
  test('a policy that leaks under load fails its arms, with a clear message', async () => {
    const { result, error, folder } = await runSmall({
      reportsFolder: await makeOut(),
      location: urlOfServer(),
      onEvent: atEvent('proofs hold', () => meddle(OPEN_POLICY)),
    });
    expect(error).toBeInstanceOf(RunFailedError);
    expect((error as Error).message).toMatch(/^arm (rls-context|pg-rls) failed on latest, /);
    expect(result.status).toBe('failed');
    const failed = result.failures.map(({ arm }) => arm).sort();
    expect(failed).toEqual(['pg-rls', 'rls-context']);
    for (const { kind, message } of result.failures) {
      expect(['foreign-row', 'wrong-row-count']).toContain(kind);
      expect(message).toMatch(/A row has tenant_id .* expected|returned \d+ rows, expected \d+/);
    }
    // What did equal work is kept; what did not gives no number.
    expect(result.contrasts.some(({ contrast }) => contrast === 'a-a')).toBe(true);
    expect(result.contrasts.some(({ treatment }) => treatment === 'rls-context')).toBe(false);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('rls-context');
  });

  test('a broken policy is stopped by the proofs, before any number', async () => {
    const { result, error, folder } = await runSmall({
      reportsFolder: await makeOut(),
      location: urlOfServer(),
      onEvent: atEvent('drawing parameters', () => meddle(OPEN_POLICY)),
    });
    expect(error).toBeInstanceOf(ProofFailedError);
    const { message } = error as Error;
    expect(message).toMatch(/arm (rls-context|pg-rls), .*tenant (whale|median|tiny)/);
    expect(message).toMatch(/row/);
    expect(result.status).toBe('failed');
    expect(result.statusReason).toBe(message);
    expect(result.contrasts).toEqual([]);
    expect(readJournal(folder).some(({ type }) => type === 'block')).toBe(false);
    expect(await readFile(join(folder, 'summary.md'), 'utf8')).toMatch(/rls-context|pg-rls/);
  });

  test('nothing of any run is left on the server', async () => {
    const client = new pg.Client({ connectionString: urlOfServer() });
    await client.connect();
    const { rows } = await client.query(
      `select datname as name from pg_database where datname like 'rlsbench\\_%'
       union all select rolname from pg_roles where rolname like 'rlsbench\\_%'`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });
});
