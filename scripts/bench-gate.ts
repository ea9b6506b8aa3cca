import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { packageRoot } from '../bench/package-root.js';
import { gateSpec } from './gate-spec.js';

/**
 * How long a gate takes on ten operations and three tenants: when nothing changed, and when an exact
 * check fails. The whole command, a process each time. Exits 1 when it is over its budget.
 */

const RUNS = 3;
const CASES = [
  { name: 'nothing changed', head: 'select 1;\n', exitCode: 0, budgetSeconds: 120 },
  {
    name: 'an index is gone',
    head: 'drop index invoices_tenant_created_idx;\n',
    exitCode: 1,
    budgetSeconds: 15,
  },
];

const folder = await mkdtemp(join(tmpdir(), 'rlsbench-bench-gate-'));
const table = new Table({ head: ['gate', 'seconds', 'budget', 'exit codes'], style: { head: [] } });
let missed = 0;
try {
  await writeFile(
    join(folder, 'app.scenario.mjs'),
    `export default ${JSON.stringify(gateSpec, null, 1)}`,
  );
  for (const { name, head, exitCode, budgetSeconds } of CASES) {
    await write('base', 'select 1;\n');
    await write('head', head);
    const runs = Array.from({ length: RUNS }, runGate);
    const slowest = Math.max(...runs.map(({ seconds }) => seconds));
    if (slowest > budgetSeconds || runs.some((run) => run.exitCode !== exitCode)) missed += 1;
    table.push([
      name,
      runs.map(({ seconds }) => seconds.toFixed(1)).join(', '),
      `${budgetSeconds}`,
      runs.map((run) => run.exitCode).join(', '),
    ]);
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(String(table));
if (missed > 0) process.exitCode = 1;

async function write(side: string, sql: string): Promise<void> {
  await mkdir(join(folder, side), { recursive: true });
  await writeFile(join(folder, side, '001.sql'), sql);
}

function runGate(): { readonly seconds: number; readonly exitCode: number | null } {
  const startedAt = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [
      join(packageRoot(), 'dist/bench/cli/main.js'),
      ...['gate', 'app.scenario.mjs', '--base', 'base', '--head', 'head', '--out', 'reports'],
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return { seconds: (performance.now() - startedAt) / 1000, exitCode: status };
}
