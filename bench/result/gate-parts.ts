import { z } from 'zod';
import { tenantName } from './parts.js';

/** What a gate adds to a journal: what is compared, how it is judged, and which blocks belong together. */

export const gateSide = z.object({
  label: z.string().describe('as the person named it: a folder, a ref, a baseline file'),
  kind: z.enum(['folder', 'ref', 'baseline']),
  commit: z.string().nullable().describe('of a ref: what it meant'),
  sqlFiles: z.array(z.string()).describe('in the order in which they were applied'),
});
export type GateSide = z.infer<typeof gateSide>;

/** How much dearer head may be; a failing verdict needs both, the ratio and the absolute. */
export const gateMargins = z.object({
  ratio: z.number().describe('0.05 is 5%'),
  absoluteNs: z.number().describe('differences up to this never fail'),
  noiseFloors: z.number().describe('nor do differences up to this many noise floors'),
});
export type GateMargins = z.infer<typeof gateMargins>;

/** How much an exact figure of head's plan may exceed base's: the larger of the two allowances. */
export const gateBudget = z.object({
  ratio: z.number().describe('0.1 is 10%'),
  absolute: z.number().describe("in the figure's own unit"),
});
export type GateBudget = z.infer<typeof gateBudget>;

export const gateBudgets = z.object({
  buffers: gateBudget,
  rowsRemoved: gateBudget,
  heapFetches: gateBudget,
  calls: gateBudget,
  roundTrips: gateBudget,
  walRecords: gateBudget,
  walBytes: gateBudget,
});
export type GateBudgets = z.infer<typeof gateBudgets>;

/**
 * One operation on one arm of the scenario, and the arms of the gate's own scenario that stand for it:
 * base's, a second clone of base's (the A/A control of what is timed), and head's.
 */
export const gatePair = z.object({
  scenario: z.string(),
  operation: z.string(),
  arm: z.string().describe('its name in the scenario'),
  base: z.string().nullable().describe('null where head added it'),
  again: z.string().nullable().describe('null where it is not timed'),
  head: z.string().nullable().describe('null where head took it away'),
});
export type GatePair = z.infer<typeof gatePair>;

export const gateScenarioFacts = z.object({
  name: z.string(),
  file: z.string().nullable().describe("head's source file, as a person mends it"),
  operations: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      line: z.int().nullable().describe('where its definition begins in that file'),
      state: z
        .enum(['same', 'changed', 'incomparable', 'added', 'removed'])
        .describe('changed: another text; incomparable: other parameters too'),
    }),
  ),
});
export type GateScenarioFacts = z.infer<typeof gateScenarioFacts>;

export const gateFacts = z.object({
  base: gateSide,
  head: gateSide,
  scenarios: z.array(gateScenarioFacts),
  pairs: z.array(gatePair),
  margins: gateMargins,
  budgets: gateBudgets,
  tier: z.union([z.literal(1), z.literal(3)]).describe('1: exact checks only'),
  strict: z.boolean().describe('inconclusive fails too'),
  maxTimeSeconds: z.number().describe('most time given to timing'),
});
export type GateFacts = z.infer<typeof gateFacts>;

/**
 * Says which try the blocks after it belong to. A retry has new databases and a new draw and replaces
 * the first; a confirmation has fresh connections and says again, or not, what the last try said.
 */
export const gateTry = z.object({
  kind: z.enum(['first', 'retry', 'confirmation']),
  scenario: z.string(),
  cells: z.array(z.object({ operation: z.string(), tenant: tenantName })),
});
export type GateTry = z.infer<typeof gateTry>;

/**
 * What one side's database has in its catalog that decides who sees which rows, and how they are
 * found: no plan shows that a table is no longer forced, and a plan without an index not why.
 */
export const gateCatalog = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      owner: z.string(),
      ownerEscapes: z.boolean().describe('superuser or BYPASSRLS: FORCE does not bind it anyway'),
      rowSecurity: z.boolean().describe('pg_class.relrowsecurity: ENABLE'),
      forced: z.boolean().describe('pg_class.relforcerowsecurity: FORCE'),
      isPartition: z.boolean(),
      columns: z.array(z.string()),
    }),
  ),
  policies: z.array(
    z.object({
      table: z.string(),
      name: z.string(),
      permissive: z.boolean(),
      command: z.enum(['ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE']),
      roles: z.array(z.string()).describe('sorted; "public" for all'),
      using: z.string().nullable(),
      withCheck: z.string().nullable().describe('null: `using` checks new rows too'),
    }),
  ),
  functions: z
    .array(
      z.object({
        name: z.string().describe('with its argument types: "tenant_is(uuid)"'),
        volatility: z.enum(['IMMUTABLE', 'STABLE', 'VOLATILE']),
        securityDefiner: z.boolean(),
        definition: z.string().describe('MD5 of pg_get_functiondef'),
      }),
    )
    .describe(
      "functions and procedures: the schema's own, and those that its policies call, less those of Postgres itself",
    ),
  indexes: z.array(
    z.object({
      table: z.string(),
      name: z.string(),
      columns: z
        .array(z.string())
        .describe('keys in order, then "include x"; a descending key ends in " desc"'),
      predicate: z.string().nullable().describe('of a partial index'),
      unique: z.boolean(),
      valid: z.boolean(),
    }),
  ),
  views: z
    .array(
      z.object({
        name: z.string(),
        owner: z.string(),
        materialized: z.boolean(),
        toPublic: z.boolean().describe('SELECT is granted to PUBLIC'),
        tables: z.array(z.string()).describe('those whose policies its owner escapes'),
      }),
    )
    .describe('views that show rows past policies: as their owner reads them, whom none binds'),
});
export type GateCatalog = z.infer<typeof gateCatalog>;
