import { z } from 'zod';
import { CHANGED, planFigures } from '../compare/plan-figures.js';
import { tenantName } from '../result/parts.js';

/** `upgrade.json`: the runs of a matrix compared, version by version. Derived from results alone. */

const versionFacts = z.object({
  major: z.int(),
  status: z.enum(['complete', 'partial', 'failed', 'missing']),
  reason: z.string().nullable().describe('why it is not complete, in one sentence'),
  serverVersion: z.string().nullable().describe('for example "18.4"; null for a missing version'),
  folder: z.string().nullable().describe('of its own report, beside this file'),
  proofsPassed: z.int(),
  proofsFailed: z.int(),
  untrustedCells: z.int().describe('cells whose identical arms differed'),
});
export type VersionFacts = z.infer<typeof versionFacts>;

/** What is exact of one plan on one version. */
const versionPlan = z.object({ major: z.int(), ...planFigures.shape });
export type VersionPlan = z.infer<typeof versionPlan>;

const change = z.object({
  from: z.int(),
  to: z.int(),
  what: z
    .array(z.enum(CHANGED))
    .min(1)
    .describe('plan: the fingerprints differ; planKind: generic on one, custom on the other'),
});
export type Change = z.infer<typeof change>;

const planRow = z.object({
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  arm: z.string(),
  versions: z.array(versionPlan).describe('ascending; only those that have the plan'),
  changes: z.array(change).describe('between neighbours in `versions`; empty: equal on all'),
});
export type PlanRow = z.infer<typeof planRow>;

const step = z.object({
  from: z.int(),
  to: z.int(),
  compared: z.int().describe('plans that both versions have'),
  equal: z.int().describe('of them equal in every figure'),
  plansChanged: z
    .int()
    .describe('another fingerprint or kind of plan, or an index that is skip-scanned'),
  fewerBuffers: z.int(),
  moreBuffers: z.int(),
  otherFigures: z.int().describe('other rows removed, heap fetches or function calls'),
  expectationsMet: z.int().describe('that failed before'),
  expectationsBroken: z.int().describe('that passed before'),
});
export type Step = z.infer<typeof step>;

const cell = {
  scenario: z.string(),
  operation: z.string(),
  tenant: tenantName,
  concurrency: z.int(),
};

const ratioRow = z.object({
  ...cell,
  contrast: z.string(),
  title: z.string(),
  treatment: z.string().describe('an RLS arm'),
  baseline: z.string().describe('a WHERE arm'),
  versions: z
    .array(
      z.object({
        major: z.int(),
        ratio: z.number().describe('median latency, RLS over WHERE, paired within that run'),
        low: z.number().describe('95% interval, signed-rank, unadjusted'),
        high: z.number(),
        noiseFloor: z.number().describe('of its cell, as a ratio minus 1'),
        untrusted: z.boolean(),
        plansDiffer: z
          .boolean()
          .describe('in kind or shape, so the policy is not the only cause of the ratio'),
        planKindsApart: z
          .int()
          .nullable()
          .describe('blocks in which the arms ran plans of different kinds; null: not counted'),
        shapes: z
          .tuple([z.string(), z.string()])
          .nullable()
          .describe("where the treatment's and the baseline's plans part; null: equal shapes"),
      }),
    )
    .describe('ascending; only those that measured it'),
  apart: z
    .array(z.object({ from: z.int(), to: z.int() }))
    .describe(
      'neighbours, both trusted, whose intervals do not overlap and whose ratios differ by more than either noise floor',
    ),
});
export type RatioRow = z.infer<typeof ratioRow>;

const medianRow = z.object({
  ...cell,
  arm: z.string(),
  versions: z.array(z.object({ major: z.int(), p50Ns: z.number() })),
});
export type MedianRow = z.infer<typeof medianRow>;

export const upgrade = z.object({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  command: z.string().describe('how the matrix was called'),
  profile: z.string(),
  seed: z.int(),
  versions: z.array(versionFacts).describe('every version that was asked for, ascending'),
  steps: z.array(step).describe('ascending'),
  plans: z.array(planRow).describe('arms that repeat another (A/A) are left out'),
  ratios: z.array(ratioRow),
  medians: z
    .array(medianRow)
    .describe('absolute, of different servers, not paired: an indication, never a verdict'),
});
export type Upgrade = z.infer<typeof upgrade>;

/** The JSON Schema (draft 2020-12) as the text of `docs/upgrade.schema.json`. */
export function upgradeSchemaText(): string {
  const schema = { title: 'rlsbench upgrade', ...z.toJSONSchema(upgrade) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
