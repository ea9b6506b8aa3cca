import type {
  BlockRecord,
  JournalRecord,
  PlanRecord,
  StartRecord,
} from '../bench/result/journal.js';
import type { ContrastFacts, PlanSummary, ScenarioFacts } from '../bench/result/parts.js';
import { type Draws, seededDraws } from './synthetic-draws.js';

/** A made-up run whose truth is known: for tests of the statistics and for timing them. */
export interface SyntheticRun {
  readonly seed: number;
  readonly cells: number;
  readonly blocks: number;
  readonly roundsPerBlock: number;
  /** How dear each arm is beside the first: 1 is the same. Arms are named by their key. */
  readonly arms: Readonly<Record<string, number>>;
  readonly contrasts: readonly ContrastFacts[];
}

export const SCENARIO = 'synthetic';
const BASE_LATENCY_NS = 200_000;
const AT = '2026-01-02T03:04:05.000Z';

/** The journal of a complete run; cells are operations `op-0`, `op-1`, ... */
export function syntheticJournal(run: SyntheticRun): JournalRecord[] {
  const draws = seededDraws(run.seed);
  return [
    startRecord(),
    { type: 'scenario', scenario: scenarioFacts(run) },
    ...Array.from({ length: run.blocks }, (_, block) =>
      Array.from({ length: run.cells }, (_, cell) => syntheticBlock(run, draws, cell, block)),
    ).flat(),
    endRecord(),
  ];
}

/**
 * One block with the noise that was measured on shared cores: a drift all arms feel, a backend's
 * luck that one arm feels (no variance: Student's t with 2 degrees of freedom), and single
 * executions that take twenty times as long.
 */
export function syntheticBlock(
  { arms, roundsPerBlock }: SyntheticRun,
  draws: Draws,
  cell: number,
  block: number,
): BlockRecord {
  const drift = 0.1 * draws.normal();
  const samplesOf = (effect: number) => {
    const center = BASE_LATENCY_NS * effect * Math.exp(drift + 0.008 * draws.heavyTailed());
    const latencyNs = Array.from({ length: roundsPerBlock }, () => {
      const stall = draws.uniform() < 0.02 ? 20 : 1;
      return Math.round(center * stall * Math.exp(0.05 * draws.normal()));
    });
    return { latencyNs, serverCpuNs: center * 0.4 };
  };
  return {
    type: 'block',
    scenario: SCENARIO,
    operation: `op-${cell}`,
    tenant: 'median',
    concurrency: 1,
    block,
    at: AT,
    arms: Object.fromEntries(Object.entries(arms).map(([arm, effect]) => [arm, samplesOf(effect)])),
  };
}

export function contrast(
  treatment: string,
  baseline: string,
  kind: ContrastFacts['kind'] = 'step',
): ContrastFacts {
  const name = `${treatment}-over-${baseline}`;
  return { name, title: name, treatment, baseline, kind };
}

function scenarioFacts({ arms, contrasts, cells }: SyntheticRun): ScenarioFacts {
  return {
    name: SCENARIO,
    question: 'Do the statistics tell the truth?',
    operations: Array.from({ length: cells }, (_, cell) => ({
      name: `op-${cell}`,
      title: `Operation ${cell}`,
      where: 'select 1',
      rls: 'select 1',
    })),
    arms: Object.keys(arms).map((name) => ({
      name,
      title: name,
      isolation: 'where',
      context: 'none',
      client: 'wire',
      planCacheMode: 'auto',
      roundTrips: 1,
    })),
    contrasts: [...contrasts],
  };
}

export function planRecord(arm: string, counts: Partial<PlanSummary> = {}): PlanRecord {
  return {
    type: 'plan',
    scenario: SCENARIO,
    operation: 'op-0',
    tenant: 'median',
    arm,
    summary: {
      fingerprint: 'Result',
      nodes: [],
      initPlans: 0,
      rowsRemovedByFilter: 0,
      buffers: 4,
      planningBuffers: 0,
      heapFetches: 0,
      planningMs: 0.1,
      executionMs: 0.1,
      genericPlans: 0,
      customPlans: 8,
      tree: 'Result',
      ...counts,
    },
    explain: [],
  };
}

function startRecord(): StartRecord {
  return {
    type: 'start',
    version: 1,
    runId: 'synthetic-run',
    startedAt: AT,
    command: 'rlsbench run',
    profile: { name: 'quick', minimumBlocks: 16, roundsPerBlock: 100, loadSeconds: 60 },
    seed: 1,
    environment: environment(),
    target: {
      kind: 'embedded',
      serverVersion: '18.4',
      serverVersionNum: 180004,
      settings: [],
      placement: 'client on core 0, backends on core 1',
      pinned: true,
      whereArmsRead: 'same-tables',
      measuresServerCpu: true,
      warnings: [],
    },
    dataset: {
      schema: 'invoices',
      seed: 1,
      tables: [],
      tenants: [],
      tenantCount: 200,
      source: 'built',
      setupSeconds: 3,
    },
  };
}

function endRecord(): JournalRecord {
  return {
    type: 'end',
    status: 'complete',
    reason: null,
    finishedAt: '2026-01-02T03:09:05.000Z',
    environment: {
      ...environment(),
      after: { at: '2026-01-02T03:09:05.000Z', loadAverage1m: 1.2, stealPercent: null },
    },
  };
}

function environment(): StartRecord['environment'] {
  return {
    platform: 'linux',
    arch: 'x64',
    kernel: '6.1',
    cpuModel: 'made up',
    cores: 2,
    memoryBytes: 8e9,
    nodeVersion: 'v20.20.2',
    rlsbenchVersion: '0.1.0',
    before: { at: AT, loadAverage1m: 0.5, stealPercent: 0 },
    after: null,
  };
}
