import type { GateFinding, GateResult, GateTiming } from '../../bench/gate/gate-result.js';
import {
  HOSTILE,
  HOSTILE_TITLE,
  madeGateFacts,
  madeStart,
  SCENARIO,
  SCENARIO_FILE,
} from './made-facts.js';

/**
 * A made-up `gate.json` for the tests of pages and exporters: it failed, by a lost index and by 12%
 * more time; one operation got better. It has every level of finding and every verdict of timing,
 * which no real gate has together, and text in it that a careless exporter would let through.
 */
export function madeGateResult(overrides: Partial<GateResult> = {}): GateResult {
  const { startedAt, runId, command, seed, environment, target, dataset } = madeStart();
  return {
    version: 1,
    runId,
    status: 'complete',
    statusReason: null,
    startedAt,
    finishedAt: '2026-01-02T03:05:05.000Z',
    command,
    seed,
    environment: {
      ...environment,
      after: { at: '2026-01-02T03:05:05.000Z', loadAverage1m: 1.2, stealPercent: null },
    },
    target,
    dataset,
    gate: madeGateFacts(),
    verdict: 'failed',
    sentence:
      '2 of 5 operations got worse: latest 20 invoices for the tiny tenant lost its index; ' +
      'count open invoices for the whale got 12% slower (9% to 15%).',
    operations: {
      compared: 5,
      worse: ['latest 20 invoices', 'count open invoices'],
      better: ['total of a month'],
      inconclusive: [HOSTILE_TITLE],
    },
    findings: madeFindings(),
    timings: madeTimings(),
    trust: {
      timed: true,
      untrusted: false,
      retried: true,
      notes: ['Identical arms differed at first; timing was made again on new databases.'],
    },
    ...overrides,
  };
}

/** Nothing to report: all timings pass. */
export function madePassedResult(overrides: Partial<GateResult> = {}): GateResult {
  return madeGateResult({
    verdict: 'passed',
    sentence: 'None of 5 operations got worse.',
    operations: { compared: 5, worse: [], better: [], inconclusive: [] },
    findings: [],
    timings: madeTimings().map((timing) => madeTiming({ ...cellOf(timing) })),
    trust: { timed: true, untrusted: false, retried: false, notes: [] },
    ...overrides,
  });
}

/** A failure to be known by its rule, with what a test wants to be otherwise. */
export function madeFinding(given: Partial<GateFinding> = {}): GateFinding {
  return {
    rule: 'index-lost',
    level: 'failure',
    scenario: SCENARIO,
    operation: 'latest',
    tenant: 'tiny',
    arm: 'rls',
    message:
      'latest 20 invoices for the tiny tenant reads invoices without an index: base used invoices_tenant_created_idx (tenant_id, created_at).',
    base: 'Index Scan using invoices_tenant_created_idx',
    head: 'Seq Scan on invoices',
    baseValue: null,
    headValue: null,
    plans: {
      base: [
        'Limit  (4 buffers)',
        '  -> Index Scan using invoices_tenant_created_idx on invoices',
        '       Index Cond: (tenant_id = $0)',
      ].join('\n'),
      head: [
        'Limit  (1,204 buffers)',
        '  -> Sort',
        '       Sort Key: created_at DESC',
        '       -> Seq Scan on invoices',
        '            Filter: (tenant_id = $0)',
        '            Rows Removed by Filter: 59,988',
      ].join('\n'),
    },
    file: SCENARIO_FILE,
    line: 12,
    ...given,
  };
}

/** A timing that passed, with what a test wants to be otherwise. */
export function madeTiming(given: Partial<GateTiming> = {}): GateTiming {
  return {
    tier: 3,
    metric: 'p50',
    scenario: SCENARIO,
    operation: 'point',
    tenant: 'whale',
    arm: 'rls',
    ratio: 1.001,
    low: 0.996,
    high: 1.006,
    baseNs: 120_000,
    headNs: 120_120,
    differenceNs: 120,
    noiseFloor: 0.006,
    minimumDetectableEffect: 0.007,
    adjustedP: 1,
    blocks: 40,
    verdict: 'pass',
    reason: 'the interval is below the margin',
    confirmation: null,
    better: false,
    ...given,
  };
}

function madeFindings(): GateFinding[] {
  return [
    madeFinding(),
    madeFinding({
      rule: 'buffers',
      message: 'latest 20 invoices for the tiny tenant touches 1,204 buffers instead of 4.',
      base: '4 buffers',
      head: '1,204 buffers',
      baseValue: 4,
      headValue: 1_204,
      plans: null,
    }),
    madeFinding({
      rule: 'expectation',
      operation: 'notes',
      tenant: 'whale',
      message: `${HOSTILE_TITLE} was expected to use ${HOSTILE}.`,
      base: HOSTILE,
      head: `Seq Scan on "${HOSTILE}"`,
      plans: { base: `Index Scan\n  ${HOSTILE}`, head: `Seq Scan\n  ${HOSTILE}` },
      level: 'notice',
      line: 68,
    }),
    madeFinding({
      rule: 'plan-changed',
      level: 'notice',
      operation: 'point',
      tenant: 'median',
      message: 'one invoice by its id for the median tenant has another plan that costs no more.',
      base: 'Index Scan',
      head: 'Index Only Scan',
      plans: { base: 'Index Scan on invoices', head: 'Index Only Scan on invoices' },
      line: 40,
    }),
    madeFinding({
      rule: 'operation-added',
      level: 'notice',
      operation: 'search',
      tenant: null,
      arm: null,
      message: 'search by number is new: there is nothing to compare it with.',
      base: null,
      head: null,
      plans: null,
      line: 90,
    }),
    madeFinding({
      rule: 'operation-removed',
      level: 'notice',
      operation: 'old-report',
      tenant: null,
      arm: null,
      message: 'the old report is gone from head.',
      base: null,
      head: null,
      plans: null,
      file: null,
      line: null,
    }),
    madeFinding({
      rule: 'calls',
      level: 'better',
      operation: 'total',
      tenant: 'whale',
      message:
        'total of a month for the whale calls current_tenant() once instead of 34,000 times.',
      base: '34,000 calls',
      head: '1 call',
      baseValue: 34_000,
      headValue: 1,
      line: 54,
    }),
  ];
}

function madeTimings(): GateTiming[] {
  const slower = {
    operation: 'count-open',
    ratio: 1.12,
    low: 1.09,
    high: 1.15,
    headNs: 134_400,
    differenceNs: 14_400,
    adjustedP: 0.0004,
  };
  return [
    madeTiming(),
    madeTiming({ metric: 'p75', baseNs: 140_000, headNs: 140_160, differenceNs: 160 }),
    madeTiming({ metric: 'serverCpu', tier: 2, baseNs: 60_000, headNs: 59_990, differenceNs: -10 }),
    madeTiming({
      ...slower,
      verdict: 'fail',
      reason: 'the interval is above the margin',
      confirmation: { ratio: 1.11, low: 1.08, high: 1.14, blocks: 20, held: true },
    }),
    madeTiming({
      ...slower,
      metric: 'p75',
      verdict: 'inconclusive',
      reason: 'not seen again on fresh connections',
      confirmation: { ratio: 1.02, low: 0.99, high: 1.05, blocks: 20, held: false },
    }),
    madeTiming({
      operation: 'total',
      ratio: 0.62,
      low: 0.6,
      high: 0.64,
      headNs: 74_400,
      differenceNs: -45_600,
      better: true,
    }),
    madeTiming({
      operation: 'notes',
      ratio: 1.04,
      low: 1.01,
      high: 1.07,
      headNs: 124_800,
      differenceNs: 4_800,
      verdict: 'inconclusive',
      reason: 'the interval holds the margin',
    }),
    madeTiming({
      operation: 'latest',
      tenant: 'median',
      ratio: 1.2,
      low: 1.1,
      high: 1.3,
      headNs: 144_000,
      differenceNs: 24_000,
      adjustedP: 0.0004,
      verdict: 'untrusted',
      reason: 'two clones of base differ by 2.1%',
    }),
  ];
}

function cellOf({ operation, tenant, arm, metric, tier }: GateTiming): Partial<GateTiming> {
  return { operation, tenant, arm, metric, tier };
}
