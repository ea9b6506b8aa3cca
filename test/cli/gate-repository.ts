import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Scenario } from '../../bench/scenario/scenario.js';
import { latest, point } from '../../schemas/invoices/operations.js';

/** A repository as a person has one who gates pull requests: a folder of SQL and a scenario. */
export interface GateRepository {
  readonly folder: string;
  /** Writes files, by their path in it. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly git: (...args: string[]) => string;
}

const sent = {
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'auto',
} as const;

/** Two operations, each as WHERE and under the policy; the latest is held to its index. */
export const SPEC = {
  name: 'app',
  question: 'Are the tenant queries of the app as fast as they were?',
  dataset: 'invoices',
  operations: [
    { ...latest, expect: [{ uses: 'tenant_id, created_at desc', tenants: ['whale'] }] },
    point,
  ],
  arms: [
    { name: 'where', title: 'WHERE', isolation: 'where', ...sent },
    { name: 'rls', title: 'RLS', isolation: 'rls', ...sent },
    { name: 'rls-again', title: 'RLS, again (A/A)', isolation: 'rls', repeats: 'rls', ...sent },
  ],
  contrasts: [
    { name: 'a-a', title: 'nothing', treatment: 'rls-again', baseline: 'rls', kind: 'aa' },
    { name: 'policy', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
  ],
  telling: ['latest'],
  concurrent: [],
} satisfies Scenario;

export const BASE_SQL = {
  'migrations/001_notes.sql': "comment on table invoices is 'what a tenant is owed';\n",
};

export async function makeRepository(): Promise<GateRepository> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-gate-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const write: GateRepository['write'] = async (files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  const git: GateRepository['git'] = (...args) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  await write({
    ...BASE_SQL,
    'app.scenario.mjs': `export default ${JSON.stringify(SPEC, null, 1)}`,
  });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  return { folder, write, git };
}
