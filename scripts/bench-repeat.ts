/**
 * Are the exact metrics exact? Runs `rlsbench check --json` of every scenario again and again on one
 * cache, then once on data loaded anew into an empty cache, and compares what each says of every plan.
 * Arguments: number of repeats (20), major version of Postgres (18).
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExactMetrics } from '../bench/check/exact-metrics.js';

const MAIN = fileURLToPath(new URL('../bench/cli/main.js', import.meta.url));
const [repeats = '20', major = '18'] = process.argv.slice(2);

const run = promisify(execFile);

async function plansOf(env: NodeJS.ProcessEnv = {}): Promise<Map<string, string>> {
  // Exit code 1 is a failed expectation: of no interest here, its plans are there all the same.
  const { stdout } = await run(process.execPath, [MAIN, 'check', '--json', '--pg', major], {
    env: { ...process.env, ...env },
    maxBuffer: 1e9,
  }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const { plans } = JSON.parse(stdout) as { plans: ExactMetrics[] };
  if (plans.length === 0) throw new Error('The check made no plans: nothing to compare');
  return new Map(
    plans.map((plan) => [
      [plan.scenario, plan.operation, plan.tenant, plan.arm].join(', '),
      JSON.stringify(plan),
    ]),
  );
}

function differences(first: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) {
  const names = new Set([...first.keys(), ...other.keys()]);
  return [...names].filter((name) => first.get(name) !== other.get(name));
}

function tell(what: string, seconds: number, differing: readonly string[], first: number) {
  const verdict =
    differing.length === 0 ? `${first} plans identical` : `${differing.length} differ`;
  console.log(`${what}: ${seconds.toFixed(1)} s, ${verdict}`);
  for (const name of differing.slice(0, 10)) console.log(`  ${name}`);
}

async function timed<T>(work: () => Promise<T>): Promise<[value: T, seconds: number]> {
  const startedAt = performance.now();
  return [await work(), (performance.now() - startedAt) / 1000];
}

const [first] = await timed(() => plansOf());
let different = 0;
for (let repeat = 2; repeat <= Number(repeats); repeat++) {
  const [plans, seconds] = await timed(() => plansOf());
  const differing = differences(first, plans);
  different += differing.length;
  tell(`check ${repeat} of ${repeats}`, seconds, differing, first.size);
  if (differing.length > 0) {
    for (const name of differing.slice(0, 3)) console.log(first.get(name), plans.get(name));
  }
}
const cache = await mkdtemp(join(tmpdir(), 'rlsbench-repeat-'));
// As root the server runs as another user, who has to pass through.
await chmod(cache, 0o755);
try {
  const [plans, seconds] = await timed(() => plansOf({ RLSBENCH_CACHE: cache }));
  const differing = differences(first, plans);
  different += differing.length;
  tell('data loaded anew', seconds, differing, first.size);
} finally {
  await rm(cache, { recursive: true, force: true });
}
process.exitCode = different === 0 ? 0 : 1;
