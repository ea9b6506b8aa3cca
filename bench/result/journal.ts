import { z } from 'zod';
import { datasetFacts, environmentFacts, targetFacts } from './facts.js';
import { gateCatalog, gateFacts, gateTry } from './gate-parts.js';
import { hammerResult, leakResult, loadPass } from './load-parts.js';
import {
  armFailure,
  expectationResult,
  figure,
  planSummary,
  proofResult,
  scenarioFacts,
  skippedWork,
  tenantName,
} from './parts.js';

/**
 * The journal: one JSON record a line, written as things happen. It is the only thing a run writes
 * while it measures; result.json and every page are derived from it, so a run that is killed loses
 * nothing that was measured.
 */

export const startRecord = z.object({
  type: z.literal('start'),
  version: z.literal(1),
  runId: z.string(),
  startedAt: z.iso.datetime(),
  command: z.string(),
  profile: z.object({
    name: z.string(),
    minimumBlocks: z.int(),
    roundsPerBlock: z.int(),
    loadSeconds: z.number(),
  }),
  seed: z.int(),
  environment: environmentFacts,
  target: targetFacts,
  dataset: datasetFacts,
});

export const scenarioRecord = z.object({ type: z.literal('scenario'), scenario: scenarioFacts });
export const proofRecord = z.object({ type: z.literal('proof'), proof: proofResult });

export const planRecord = z.object({
  type: z.literal('plan'),
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  arm: z.string(),
  summary: planSummary,
  explain: z.unknown().describe('EXPLAIN (FORMAT JSON) output, whole'),
});

/** All arms of one cell over one block: the same operation, run once a round on each arm. */
export const blockRecord = z.object({
  type: z.literal('block'),
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  concurrency: z.int(),
  block: z.int(),
  at: z.iso.datetime(),
  arms: z.record(
    z.string(),
    z.object({
      latencyNs: z.array(z.int()).describe('one sample a round and worker, in the order made'),
      serverCpuNs: z.number().nullable().describe('on-CPU ns of the backends, a transaction'),
      poolerCpuNs: z
        .number()
        .nullable()
        .optional()
        .describe('on-CPU ns of PgBouncer, a transaction; absent: no pooler'),
      genericPlans: z
        .int()
        .optional()
        .describe('executions so far with a generic plan, warm-up included, over all workers'),
      customPlans: z.int().optional(),
    }),
  ),
});

export const failureRecord = z.object({ type: z.literal('failure'), failure: armFailure });
export const skipRecord = z.object({ type: z.literal('skip'), skipped: skippedWork });

export const expectationRecord = z.object({
  type: z.literal('expectation'),
  expectation: expectationResult,
});
export const figureRecord = z.object({ type: z.literal('figure'), figure });

export const loadRecord = z.object({ type: z.literal('load'), load: loadPass });
export const leakRecord = z.object({ type: z.literal('leak'), leak: leakResult });
export const hammerRecord = z.object({ type: z.literal('hammer'), hammer: hammerResult });

export const gateRecord = z.object({ type: z.literal('gate'), gate: gateFacts });
export const catalogRecord = z.object({
  type: z.literal('catalog'),
  side: z.enum(['base', 'head']),
  catalog: gateCatalog,
});
export const tryRecord = z.object({ type: z.literal('try'), try: gateTry });

export const endRecord = z.object({
  type: z.literal('end'),
  status: z.enum(['complete', 'partial', 'failed']),
  reason: z.string().nullable(),
  finishedAt: z.iso.datetime(),
  environment: environmentFacts,
});

export const journalRecord = z.discriminatedUnion('type', [
  startRecord,
  scenarioRecord,
  proofRecord,
  planRecord,
  blockRecord,
  failureRecord,
  skipRecord,
  expectationRecord,
  figureRecord,
  loadRecord,
  leakRecord,
  hammerRecord,
  gateRecord,
  catalogRecord,
  tryRecord,
  endRecord,
]);
export type JournalRecord = z.infer<typeof journalRecord>;
export type StartRecord = z.infer<typeof startRecord>;
export type BlockRecord = z.infer<typeof blockRecord>;
export type { ArmFailure } from './parts.js';
export type PlanRecord = z.infer<typeof planRecord>;
