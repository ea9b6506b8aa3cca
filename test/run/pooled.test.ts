import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RunFailedError } from '../../bench/errors.js';
import type { ArmFailure } from '../../bench/result/parts.js';
import type { Result } from '../../bench/result/result.js';
import type { RunEvent } from '../../bench/run/events.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import pooling from '../../scenarios/pooling.js';
import { makeOut, runSmall, SMALL } from './small-run.js';

const ARMS = [
  'direct-where',
  'direct-where-again',
  'direct-rls-context',
  'tx-where',
  'tx-rls-role',
];

const scenario: Scenario = {
  ...pooling,
  operations: pooling.operations.filter(({ name }) => name === 'point'),
  telling: ['point'],
  arms: pooling.arms.filter(({ name }) => ARMS.includes(name)),
  contrasts: pooling.contrasts.filter(
    ({ treatment, baseline }) => ARMS.includes(treatment) && ARMS.includes(baseline),
  ),
};

/** Two runs of some seconds each; several times as long where others use the machine. */
const TIMEOUT_MS = 90_000;

const small = { scenarios: [scenario], profile: { ...SMALL, loadSeconds: 4 } };

/** Of the whale, the only tenant that is measured. */
function samplesOf(result: Result): Record<string, number> {
  const measured = result.arms.filter(({ tenant }) => tenant === 'whale');
  return Object.fromEntries(measured.map(({ arm, latency }) => [arm, latency?.samples ?? 0]));
}

test(
  'pooled arms are proved as they are sent, and the CPU of PgBouncer is told apart',
  async () => {
    const { result, error } = await runSmall({ ...small, reportsFolder: await makeOut() });
    expect(error).toBeUndefined();
    expect(result.status).toBe('complete');
    const sent = result.proofs.filter(({ proof }) => proof === 'as sent').map(({ arm }) => arm);
    expect(new Set(sent)).toEqual(new Set(ARMS));
    for (const arm of result.arms.filter(({ tenant }) => tenant === 'whale')) {
      expect(arm.latency?.samples, arm.arm).toBeGreaterThan(0);
      expect(arm.serverCpuNs, arm.arm).toBeGreaterThan(0);
      if (arm.arm.startsWith('tx-')) expect(arm.poolerCpuNs, arm.arm).toBeGreaterThan(0);
      else expect(arm.poolerCpuNs, arm.arm).toBeUndefined();
    }
    expect(result.target.pooler).toMatch(/^PgBouncer 1\.\d+/);
    expect(poolerPids()).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'a PgBouncer that is killed fails its own arm and no other',
  async () => {
    const { failure, samples, others } = await runWhilePoolerDies(
      ({ kind, text }) => kind === 'doing' && /\b[1-9]\d* blocks a cell/.test(text),
    );
    expect(failure.kind).toBe('connection');
    const [first = ''] = others;
    for (const arm of others) expect(samples[arm], arm).toBe(samples[first]);
    expect(samples[failure.arm]).toBeLessThan(samples[first] as number);
  },
  TIMEOUT_MS,
);

test(
  'a PgBouncer that dies while proofs run fails its own arm and no other',
  async () => {
    const { result, failure, samples, others } = await runWhilePoolerDies(({ text }) =>
      text.endsWith('proving equal work and isolation'),
    );
    const sent = result.proofs.filter(({ proof }) => proof === 'as sent');
    expect(sent.filter(({ arm }) => arm === failure.arm)).toMatchObject([{ status: 'skipped' }]);
    expect(samples[failure.arm] ?? 0).toBe(0);
    for (const arm of others) expect(samples[arm], arm).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

/** A run in which one PgBouncer is killed at the first event that is such: one arm fails, by its loss. */
async function runWhilePoolerDies(isMoment: (event: RunEvent) => boolean): Promise<{
  readonly result: Result;
  readonly failure: ArmFailure;
  readonly samples: Record<string, number>;
  /** The arms that did not fail. */
  readonly others: readonly string[];
}> {
  let killed: number | undefined;
  const onEvent = (event: RunEvent) => {
    if (killed !== undefined || !isMoment(event)) return;
    [killed] = poolerPids();
    if (killed !== undefined) process.kill(killed, 'SIGKILL');
  };
  const { result, error } = await runSmall({ ...small, reportsFolder: await makeOut(), onEvent });
  expect(killed).toBeDefined();
  expect(error).toBeInstanceOf(RunFailedError);
  expect(result.failures).toHaveLength(1);
  expect(poolerPids()).toEqual([]);
  const [failure] = result.failures as [ArmFailure];
  expect(failure.arm).toMatch(/^tx-/);
  expect(failure.message).toMatch(/^PgBouncer 1\.\d+\.\d+ is gone.*run again$/);
  const others = ARMS.filter((arm) => arm !== failure.arm);
  return { result, failure, samples: samplesOf(result), others };
}

/** The PgBouncers that this process started. */
function poolerPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isOurs = / (\d+) /.exec(
          readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) \S/, ''),
        );
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        return Number(isOurs?.[1]) === process.pid && line.includes('pgbouncer');
      } catch {
        return false;
      }
    })
    .map(Number);
}
