import { z } from 'zod';
import { planSummary } from './plan-parts.js';

export * from './plan-parts.js';

/** The measured parts of a result. Every figure carries its unit in its name. */

export const tenantName = z.enum(['whale', 'median', 'tiny']);

export const route = z.enum([
  'direct-per-request',
  'direct-pooled',
  'pgbouncer-transaction',
  'pgbouncer-session',
]);

export const factors = z.object({
  isolation: z.enum(['where', 'rls']),
  context: z.enum([
    'none',
    'transaction',
    'set-config',
    'set-config-pipelined',
    'set-config-implicit',
    'set-local',
    'one-message',
    'session-set-reset',
    'session-set',
    'set-local-autocommit',
    'set-local-role',
    'startup-option',
    'signed-token',
  ]),
  client: z.enum(['wire', 'pg', 'pg-pipeline', 'pg-pool']),
  planCacheMode: z.enum(['auto', 'force_generic_plan', 'force_custom_plan']),
  route: route.optional().describe('absent: direct, on a connection that is kept open'),
  statement: z.enum(['simple', 'unnamed', 'named']).optional().describe('absent: named'),
  indexes: z.string().optional().describe('the indexes there are'),
  policy: z.string().optional().describe('the form of the policy'),
  rows: z.string().optional().describe('the size of the table, as a multiple of the smallest'),
  state: z.string().optional().describe('the state of the table'),
  form: z.string().optional().describe("which of the operation's forms is sent"),
  warmedBy: tenantName.optional().describe('whose parameters warmed the prepared statement'),
});

export const armFacts = factors.extend({
  name: z.string(),
  title: z.string(),
  roundTrips: z.int(),
  repeats: z.string().optional(),
  sibling: z.string().optional().describe('the sibling database it works on'),
});

export const contrastFacts = z.object({
  name: z.string(),
  title: z.string(),
  treatment: z.string(),
  baseline: z.string(),
  kind: z.enum(['step', 'total', 'aa', 'twin', 'level']),
});
export type ContrastFacts = z.infer<typeof contrastFacts>;

export const operationFacts = z.object({
  name: z.string(),
  title: z.string(),
  where: z.string(),
  rls: z.string(),
  forms: z.record(z.string(), z.string()).optional(),
  effect: z.literal('write').optional(),
});

export const siblingFacts = z.object({
  name: z.string(),
  title: z.string(),
  from: z.string().nullable(),
  setup: z.array(z.string()),
  repeats: z.string().nullable(),
  rows: z.string().describe('names its rows: siblings of the same name hold the same'),
  bytes: z.number().describe('size of its database'),
  mainRows: z.int().describe("rows of the schema's main table in it"),
  tenantRows: z
    .array(z.object({ name: tenantName, rows: z.int() }))
    .describe('rows of the main table by named tenant'),
});
export type SiblingFacts = z.infer<typeof siblingFacts>;

export const scenarioFacts = z.object({
  name: z.string(),
  question: z.string(),
  operations: z.array(operationFacts),
  arms: z.array(armFacts),
  contrasts: z.array(contrastFacts),
  telling: z
    .array(z.string())
    .optional()
    .describe('names of the operations that stand for the scenario, most telling first'),
  siblings: z.array(siblingFacts).optional(),
});
export type ScenarioFacts = z.infer<typeof scenarioFacts>;

export const proofResult = z.object({
  scenario: z.string(),
  proof: z.string().describe('what was checked, for example "policy is active"'),
  arm: z.string().nullable(),
  operation: z.string().nullable(),
  tenant: tenantName.nullable(),
  status: z.enum(['passed', 'failed', 'skipped']),
  detail: z.string().describe('what was seen; for a failure which rows, for a skip why'),
  answer: z
    .string()
    .optional()
    .describe('of equal work: SHA-256 over the rows of all parameter sets'),
  rows: z
    .string()
    .optional()
    .describe('the same over the rows without their order, which ties leave to the plan'),
});
export type ProofResult = z.infer<typeof proofResult>;

/** What is known of latencies from the first samples on. */
export const earlyQuantiles = {
  samples: z.int(),
  meanNs: z.number(),
  p50Ns: z.number(),
  p75Ns: z.number(),
  p90Ns: z.number(),
  p95Ns: z.number(),
};

export const latencySummary = z.object({
  ...earlyQuantiles,
  p99Ns: z.number().nullable().describe('null below 1,000 samples, where it is not known'),
  maxNs: z.number(),
});
export type LatencySummary = z.infer<typeof latencySummary>;

const cell = {
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  concurrency: z.int(),
};

export const armResult = z.object({
  ...cell,
  arm: z.string(),
  factors,
  roundTrips: z.int(),
  plan: planSummary.nullable(),
  buffers: z.number().nullable(),
  latency: latencySummary
    .nullable()
    .describe('null for an arm that was planned but not measured here; its warnings say why'),
  serverCpuNs: z
    .number()
    .nullable()
    .describe('median over blocks of backend on-CPU ns a transaction'),
  poolerCpuNs: z
    .number()
    .nullable()
    .optional()
    .describe("median over blocks of PgBouncer's on-CPU ns a transaction; absent: no pooler"),
  percentiles: z
    .array(z.object({ percentile: z.number(), latencyNs: z.number() }))
    .describe('the latency distribution, for the percentile curve'),
  genericPlans: z
    .int()
    .optional()
    .describe(
      'executions under load with a generic plan, over all blocks; absent where not counted',
    ),
  customPlans: z.int().optional(),
  warnings: z.array(z.string()),
});
export type ArmResult = z.infer<typeof armResult>;

export const contrastResult = z.object({
  ...cell,
  contrast: z.string(),
  title: z.string(),
  kind: z.enum(['step', 'total', 'aa', 'twin', 'level']),
  treatment: z.string(),
  baseline: z.string(),
  metric: z.enum(['p50', 'p75', 'serverCpu']),
  ratio: z.number().describe('treatment over baseline, Hodges-Lehmann over block log-ratios'),
  low: z.number().describe('95% interval, signed-rank, unadjusted'),
  high: z.number(),
  bcaLow: z.number().nullable().describe('cross-check: BCa interval of the block median'),
  bcaHigh: z.number().nullable(),
  differenceNs: z.number().describe('median over blocks of treatment minus baseline'),
  noiseFloor: z
    .number()
    .describe('as a ratio minus 1: the A/A estimate of this cell plus its half-width'),
  minimumDetectableEffect: z.number().describe('as a ratio minus 1, 80% power at 5%'),
  adjustedP: z
    .number()
    .describe(
      'Holm over the contrasts of the scenario that share this metric, A/A contrasts apart: two-sided p of "no difference"',
    ),
  blocks: z.int(),
  planKindsApart: z
    .int()
    .optional()
    .describe('blocks in which the arms ran plans of different kinds; absent where not counted'),
  untrusted: z.boolean().describe('the A/A arm of this cell differs from its twin'),
  warnings: z.array(z.string()),
});
export type ContrastResult = z.infer<typeof contrastResult>;

export const skippedWork = z.object({
  scenario: z.string(),
  operation: z.string().nullable(),
  tenant: tenantName.nullable(),
  concurrency: z.int().nullable(),
  arm: z.string().nullable(),
  reason: z.string(),
  byDesign: z
    .literal(true)
    .optional()
    .describe('the profile or the method leaves it out; absent: it could not be done'),
});
export type SkippedWork = z.infer<typeof skippedWork>;

/** An arm that stopped because of an error response, a wrong row count or a foreign row. */
export const armFailure = z.object({
  ...cell,
  arm: z.string(),
  kind: z.string(),
  sqlState: z.string(),
  message: z.string(),
});
export type ArmFailure = z.infer<typeof armFailure>;

/** One rule of one expectation, judged on one arm's plan for one tenant. */
export const expectationResult = z.object({
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  arm: z.string(),
  rule: z.string().describe('for example "uses" or "maxBuffers"'),
  expected: z.string().describe('for example "tenant_id, created_at desc" or "40"'),
  status: z.enum(['passed', 'failed']),
  actual: z.string().describe('what the plan did, in a few words'),
  message: z.string().describe('the sentence an engineer would say; for a failure why'),
  plan: z.string().describe("the plan's summary, with the offending node marked; '' when passed"),
  statedBy: z
    .literal('base')
    .optional()
    .describe("of a gate: what base's scenario expects of head's arm, and head's no more"),
});
export type ExpectationResult = z.infer<typeof expectationResult>;

/** A figure that a probe measured outside of rounds. */
export const figure = z.object({
  scenario: z.string(),
  probe: z.string(),
  sibling: z.string().nullable(),
  arm: z.string().nullable(),
  operation: z.string().nullable(),
  tenant: tenantName.nullable(),
  metric: z.string().describe('for example "index bytes" or "build time"'),
  unit: z.enum(['bytes', 'ns', 'rows', 'records', 'buffers', 'ratio', 'none']),
  value: z.number().describe('the median where there are several samples'),
  low: z.number().nullable().describe('95% interval, where there are enough samples for one'),
  high: z.number().nullable(),
  samples: z.int(),
  note: z.string(),
});
export type Figure = z.infer<typeof figure>;
