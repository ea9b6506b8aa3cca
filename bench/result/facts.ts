import { z } from 'zod';

/** What is written down about the place a run was made in: machine, server and data. */

const machineLoad = z.object({
  at: z.iso.datetime(),
  loadAverage1m: z.number().describe('1-minute load average'),
  stealPercent: z
    .number()
    .nullable()
    .describe('CPU time taken by other guests of the host, % of all CPU time; null where unknown'),
});
export type MachineLoad = z.infer<typeof machineLoad>;

export const environmentFacts = z.object({
  platform: z.string(),
  arch: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
  nodeVersion: z.string(),
  rlsbenchVersion: z.string(),
  before: machineLoad,
  after: machineLoad.nullable().describe('null when the run did not end by itself'),
});
export type EnvironmentFacts = z.infer<typeof environmentFacts>;

export const targetFacts = z.object({
  kind: z.enum(['embedded', 'docker', 'url']),
  serverVersion: z.string().describe('as the server prints it, for example "18.4"'),
  serverVersionNum: z.int(),
  settings: z
    .array(
      z.object({
        name: z.string(),
        value: z.string(),
        unit: z.string().nullable(),
        source: z.string(),
      }),
    )
    .describe('every setting that is not at its built-in default'),
  placement: z
    .string()
    .describe('which cores client and backends were held to, or why they were not'),
  pinned: z.boolean(),
  whereArmsRead: z
    .enum(['same-tables', 'twin-tables'])
    .describe('same-tables: as a BYPASSRLS role; twin-tables: copies without RLS, with a warning'),
  measuresServerCpu: z.boolean(),
  pooler: z
    .string()
    .optional()
    .describe('the PgBouncer of its pooled arms, for example "PgBouncer 1.24.1, found on PATH"'),
  warnings: z.array(z.string()),
});
export type TargetFacts = z.infer<typeof targetFacts>;

export const datasetFacts = z.object({
  schema: z.string(),
  seed: z.int(),
  tables: z.array(z.object({ table: z.string(), rows: z.int(), bytes: z.number() })),
  tenants: z.array(
    z.object({ name: z.enum(['whale', 'median', 'tiny']), tenantId: z.string(), rows: z.int() }),
  ),
  tenantCount: z.int(),
  source: z.enum(['built', 'cache']),
  setupSeconds: z.number(),
});
export type DatasetFacts = z.infer<typeof datasetFacts>;
