import { z } from 'zod';
import { tenantName } from '../result/parts.js';
import { CHANGED, planFigures } from './plan-figures.js';

/** What `rlsbench compare A B --json` prints: two runs side by side. Derived from their results alone. */

const side = z.object({
  name: z.string().describe('as the person named it'),
  startedAt: z.iso.datetime(),
  command: z.string(),
  status: z.enum(['complete', 'partial', 'failed']),
  statusReason: z.string().nullable(),
});
export type ComparedSide = z.infer<typeof side>;

/** What of two runs may or may not be set side by side. */
export const KINDS = ['exact', 'ratios', 'times'] as const;
export type Kind = (typeof KINDS)[number];

const term = z.object({
  what: z.string().describe('for example "PostgreSQL"'),
  a: z.string(),
  b: z.string(),
  equal: z.boolean(),
  forbids: z.array(z.enum(KINDS)).describe('what may not be compared because of it'),
  because: z.string().nullable().describe('why not, or what to bear in mind; null: nothing'),
});
export type Term = z.infer<typeof term>;

const cell = {
  scenario: z.string(),
  operation: z.string(),
  title: z.string(),
  tenant: tenantName,
};

export const EXACT_CHANGES = [...CHANGED, 'roundTrips', 'walRecords', 'walBytes'] as const;
export type ExactChange = (typeof EXACT_CHANGES)[number];

const exactFigures = planFigures.extend({
  roundTrips: z.int(),
  walRecords: z.int().nullable().describe('null for reads'),
  walBytes: z.int().nullable(),
});
export type ExactFigures = z.infer<typeof exactFigures>;

const exactRow = z.object({
  ...cell,
  arm: z.string(),
  what: z.array(z.enum(EXACT_CHANGES)).min(1),
  shapes: z
    .tuple([z.string(), z.string()])
    .nullable()
    .describe('where the shapes of the plans part; null: equal shapes'),
  a: exactFigures,
  b: exactFigures,
});
export type ExactRow = z.infer<typeof exactRow>;

const ratioOfRun = z.object({
  ratio: z.number(),
  low: z.number().describe('95% interval'),
  high: z.number(),
  noiseFloor: z.number().describe('as a ratio minus 1'),
  untrusted: z.boolean(),
});
export type RatioOfRun = z.infer<typeof ratioOfRun>;

const ratioRow = z.object({
  ...cell,
  concurrency: z.int(),
  contrast: z.string(),
  contrastTitle: z.string(),
  metric: z.enum(['p50', 'p75', 'serverCpu']),
  a: ratioOfRun,
  b: ratioOfRun,
  change: z.number().describe("B's ratio over A's"),
  low: z.number().describe('95% interval of the change'),
  high: z.number(),
  minimumDetectableEffect: z.number().describe('as a ratio minus 1, 80% power at 5%'),
  adjustedP: z.number().describe('Holm over all compared ratios of a metric'),
  judgement: z
    .enum(['untrusted', 'unlike-arms', 'apart', 'alone', 'within-noise', 'not-told'])
    .describe(
      'unlike-arms: their round trips or clients differ, so the ratio changes with the load of the machine, and is not judged; apart: told from zero; alone: only before Holm; within-noise: smaller than what identical arms showed; not-told: the interval holds "no change"',
    ),
});
export type RatioRow = z.infer<typeof ratioRow>;

const timeRow = z.object({
  ...cell,
  concurrency: z.int(),
  arm: z.string(),
  aP50Ns: z.number(),
  bP50Ns: z.number(),
});
export type TimeRow = z.infer<typeof timeRow>;

export const comparison = z.object({
  version: z.literal(1),
  a: side,
  b: side,
  terms: z.array(term),
  kinds: z.object({
    exact: z.boolean().describe('whether it may be compared'),
    ratios: z.boolean(),
    times: z.boolean(),
  }),
  leftOut: z
    .array(z.object({ what: z.string(), because: z.string() }))
    .describe('scenarios, operations and arms that are not the same work in both'),
  exact: z.object({
    compared: z.int().describe('plans that both have'),
    onlyA: z.int(),
    onlyB: z.int(),
    changes: z.array(exactRow),
  }),
  ratios: z.array(ratioRow),
  times: z.array(timeRow).describe('not paired: an indication, never a verdict'),
});
export type Comparison = z.infer<typeof comparison>;
