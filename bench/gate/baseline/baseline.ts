import { z } from 'zod';
import { gateCatalog } from '../../result/gate-parts.js';
import { armFacts, planNode, planSummary, tenantName } from '../../result/parts.js';

/**
 * A baseline: what a team commits so that a later gate has something to compare with. It holds only
 * what is the same on any machine: what arms are, figures of plans, expectations, answers, the catalog,
 * and ratios of arms that ran in the same rounds. No times, no names of machines, no paths.
 */

export const BASELINE_VERSION = 1;

const cell = { scenario: z.string(), operation: z.string(), tenant: tenantName };

/** A node as it is written: facts that say nothing are left out (see plan-facts.ts). */
export const baselineNode = planNode.extend({
  relation: planNode.shape.relation.default(null),
  index: planNode.shape.index.default(null),
  indexColumns: planNode.shape.indexColumns.default([]),
  indexCondition: planNode.shape.indexCondition.default(null),
  filter: planNode.shape.filter.default(null),
  subplan: planNode.shape.subplan.default(null),
  loops: planNode.shape.loops.default(1),
  rowsRemovedByFilter: planNode.shape.rowsRemovedByFilter.default(0),
  heapFetches: planNode.shape.heapFetches.default(null),
  indexSearches: planNode.shape.indexSearches.default(null),
});

export const baselinePlan = z.strictObject({
  ...cell,
  arms: z.array(z.string()).min(1).describe('those whose plan this is, by name'),
  fingerprint: z.string(),
  buffers: z.number(),
  rowsRemoved: z.number(),
  heapFetches: z.number(),
  genericPlans: z.int().default(0),
  customPlans: z.int().default(0),
  calls: planSummary.shape.calls,
  wal: z.strictObject({ records: z.int(), bytes: z.int() }).optional(),
  nodes: z.array(baselineNode).min(1),
});
export type BaselinePlan = z.infer<typeof baselinePlan>;

export const baselineRatio = z.strictObject({
  ...cell,
  contrast: z.string(),
  metric: z.enum(['p50', 'p75', 'serverCpu']),
  ratio: z.number().positive(),
  low: z.number().positive().describe('95% interval, signed-rank'),
  high: z.number().positive(),
  blocks: z.int(),
});
export type BaselineRatio = z.infer<typeof baselineRatio>;

/** An arm with its factors and round trips: how it carried the tenant is judged, not only what it cost. */
export const baselineArm = z.strictObject({
  ...{ name: z.string(), title: z.string() },
  ...armFacts.omit({ repeats: true, sibling: true }).shape,
});
export type BaselineArm = z.infer<typeof baselineArm>;

export const baselineScenario = z.strictObject({
  name: z.string(),
  operations: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      texts: z.string().describe('hash of the SQL it sends'),
      work: z.string().describe('hash of what is drawn for it and of what its rows are held to'),
    }),
  ),
  arms: z.array(baselineArm).describe('controls too, of which there are no plans'),
});
export type BaselineScenario = z.infer<typeof baselineScenario>;

/** What figures depend on: with another of these there is nothing to compare. */
export const baselineData = z.strictObject({
  schema: z.string().describe('name of the folder in schemas/'),
  generator: z.int().describe("version of what makes the schema's rows"),
  profile: z.string().describe('whose size it is'),
  rows: z.int().describe('of the main table'),
  tenants: z.int(),
  sampleRows: z.int().describe('of the main table, in the database that siblings are clones of'),
  seed: z.int(),
  hash: z.string().describe("of the schema's SQL and of what makes and loads the rows"),
});
export type BaselineData = z.infer<typeof baselineData>;

export const baseline = z.strictObject({
  version: z.literal(BASELINE_VERSION),
  rlsbench: z.string().describe('version it was saved with'),
  postgres: z.strictObject({ major: z.int(), version: z.string() }),
  dataset: baselineData,
  scenarios: z.array(baselineScenario).min(1),
  answers: z
    .array(z.strictObject({ ...cell, arms: z.array(z.string()).min(1), answer: z.string() }))
    .describe('hash over the rows of all parameter sets'),
  expectations: z
    .array(
      z.strictObject({
        ...cell,
        arms: z.array(z.string()).min(1),
        rule: z.string(),
        expected: z.string(),
      }),
    )
    .describe('those that held'),
  plans: z.array(baselinePlan),
  catalog: gateCatalog.describe('of the loaded database, with the SQL that was applied to it'),
  ratios: z.array(baselineRatio).describe('empty where only tier 1 was saved'),
});
export type Baseline = z.infer<typeof baseline>;
