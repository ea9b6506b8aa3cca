import { z } from 'zod';
import { datasetFacts, environmentFacts, targetFacts } from '../result/facts.js';
import { gateFacts } from '../result/gate-parts.js';
import { tenantName } from '../result/parts.js';

/** `gate.json`: what a gate found and decided; derived from its journal alone. */

/** What a tier-1 check looks at. */
export const FINDING_RULES = [
  'expectation',
  'isolation',
  'proof',
  'context',
  'index-lost',
  'buffers',
  'rows-removed',
  'heap-fetches',
  'calls',
  'round-trips',
  'wal',
  'ratio',
  'plan-changed',
  'answer-changed',
  'operation-changed',
  'operation-added',
  'operation-removed',
  'not-compared',
] as const;
export type FindingRule = (typeof FINDING_RULES)[number];

export const gateFinding = z.object({
  rule: z.enum(FINDING_RULES),
  level: z
    .enum(['failure', 'notice', 'better'])
    .describe(
      'failure: the gate fails; notice: to be known; better: head mended or saved something',
    ),
  scenario: z.string(),
  operation: z.string().nullable(),
  tenant: tenantName.nullable(),
  arm: z.string().nullable().describe('its name in the scenario'),
  message: z.string().describe('the sentence an engineer would say, ending in a full stop'),
  base: z.string().nullable().describe('what it was, with its unit: "4 buffers"'),
  head: z.string().nullable(),
  baseValue: z.number().nullable().describe('the same as a number, where it is one'),
  headValue: z.number().nullable(),
  plans: z
    .object({ base: z.string(), head: z.string() })
    .nullable()
    .describe('the pair of plans as text trees, where a plan is what changed'),
  file: z.string().nullable().describe("head's source: the scenario file"),
  line: z.int().nullable(),
});
export type GateFinding = z.infer<typeof gateFinding>;

/** One metric of one timed cell: head over base, paired within rounds. */
export const gateTiming = z.object({
  tier: z.union([z.literal(2), z.literal(3)]).describe('2: server CPU, 3: latency'),
  metric: z.enum(['serverCpu', 'p50', 'p75']),
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  arm: z.string(),
  ratio: z.number().describe('head over base, Hodges-Lehmann over block log-ratios'),
  low: z.number().describe('95% interval, signed-rank, unadjusted'),
  high: z.number(),
  baseNs: z.number().describe('median over blocks'),
  headNs: z.number(),
  differenceNs: z.number().describe('median over blocks of head minus base'),
  noiseFloor: z.number().describe('as a ratio minus 1: the A/A estimate plus its half-width'),
  minimumDetectableEffect: z.number().describe('as a ratio minus 1'),
  adjustedP: z.number().describe('Holm over all timings of the gate: one-sided p of "<= margin"'),
  blocks: z.int(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'untrusted']),
  reason: z.string(),
  confirmation: z
    .object({
      ratio: z.number(),
      low: z.number(),
      high: z.number(),
      blocks: z.int(),
      held: z.boolean(),
    })
    .nullable()
    .describe(
      'of a fail: measured again on fresh connections; null where there was none to confirm',
    ),
  better: z.boolean().describe('the interval is below 1 beyond the margin'),
});
export type GateTiming = z.infer<typeof gateTiming>;

export const gateResult = z.object({
  version: z.literal(1),
  runId: z.string(),
  status: z.enum(['complete', 'partial', 'failed']),
  statusReason: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  command: z.string(),
  seed: z.int(),
  environment: environmentFacts,
  target: targetFacts,
  dataset: datasetFacts,
  gate: gateFacts,
  verdict: z.enum(['passed', 'failed']),
  sentence: z.string().describe('what a tired person reads first'),
  operations: z.object({
    compared: z.int(),
    worse: z.array(z.string()).describe('titles of operations with a failure or a failing timing'),
    better: z.array(z.string()),
    inconclusive: z.array(z.string()),
  }),
  findings: z.array(gateFinding),
  timings: z.array(gateTiming),
  trust: z.object({
    timed: z.boolean().describe('false where tier 1 ended it, or only tier 1 was asked for'),
    untrusted: z.boolean().describe('an A/A control was not clean, also when tried again'),
    retried: z.boolean(),
    notes: z.array(z.string()).describe('what a reader must know to trust it or not'),
  }),
});
export type GateResult = z.infer<typeof gateResult>;
