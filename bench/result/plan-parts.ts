import { z } from 'zod';

/** One node of a plan, normalised over Postgres versions. */
export const planNode = z.object({
  depth: z.int(),
  nodeType: z.string(),
  relation: z.string().nullable(),
  index: z.string().nullable(),
  indexColumns: z.array(z.string()),
  indexCondition: z.string().nullable(),
  filter: z.string().nullable(),
  details: z
    .array(z.string())
    .optional()
    .describe('other conditions, sort and group keys, for example "Hash Cond: (a.id = b.id)"'),
  subplan: z.string().nullable().describe('for example "InitPlan 1"'),
  estimatedRows: z.number(),
  actualRows: z.number().describe('rows a loop'),
  loops: z.number(),
  rowsRemovedByFilter: z.number(),
  buffers: z.number().describe('shared blocks hit + read, children included'),
  heapFetches: z.number().nullable(),
  indexSearches: z.number().nullable().describe('Postgres 18 and later'),
  indexPages: z.int().optional().describe('pages of the whole index it scans'),
  indexMethod: z.string().optional().describe('access method of the index; absent for btree'),
  parentIndex: z.string().optional().describe("of a partition's index: the topmost index"),
  tableRows: z.number().optional().describe('rows of the table it scans, as the planner has them'),
  parentTable: z.string().optional().describe('of a partition: the topmost table'),
});
export type PlanNode = z.infer<typeof planNode>;

export const planSummary = z.object({
  fingerprint: z.string().describe('the shape of the plan: equal for equal plans on any version'),
  nodes: z.array(planNode),
  initPlans: z.int(),
  rowsRemovedByFilter: z.number(),
  buffers: z.number().describe('shared blocks hit + read by the execution of a third warm run'),
  planningBuffers: z.number(),
  heapFetches: z.number(),
  planningMs: z.number(),
  executionMs: z.number(),
  genericPlans: z.int().describe('pg_prepared_statements.generic_plans after the warm runs'),
  customPlans: z.int(),
  tree: z.string().describe('the plan as an indented text tree'),
  calls: z
    .array(
      z.object({
        function: z.string(),
        calls: z.int(),
        standIn: z.boolean().describe('counted with a PL/pgSQL stand-in of the same volatility'),
      }),
    )
    .optional()
    .describe('function calls an execution; absent where they were not counted'),
  wal: z
    .object({
      records: z.int(),
      bytes: z.int().describe('full-page images left out'),
      fullPageImages: z.int(),
    })
    .optional()
    .describe('what the execution wrote; absent for reads'),
});
export type PlanSummary = z.infer<typeof planSummary>;
