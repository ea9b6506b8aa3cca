import { z } from 'zod';
import { datasetFacts, environmentFacts, targetFacts } from './facts.js';
import { hammerResult, leakResult, loadPass } from './load-parts.js';
import {
  armFailure,
  armResult,
  contrastResult,
  expectationResult,
  figure,
  proofResult,
  scenarioFacts,
  skippedWork,
} from './parts.js';

export * from './facts.js';
export * from './load-parts.js';
export * from './parts.js';

export const RESULT_VERSION = 1;

/** `result.json`: derived from the journal alone, and all the report needs. */
export const result = z.object({
  version: z.literal(RESULT_VERSION),
  runId: z.string(),
  status: z.enum(['complete', 'partial', 'failed']),
  statusReason: z.string().nullable().describe('why a run is partial or failed, in one sentence'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  command: z.string().describe('how the run was called, without passwords'),
  profile: z.object({
    name: z.string(),
    minimumBlocks: z.int().describe('fewest blocks a cell must have to be reported'),
    roundsPerBlock: z.int().describe('most rounds a block'),
    loadSeconds: z.number().describe('time given to measuring'),
  }),
  seed: z.int(),
  environment: environmentFacts,
  target: targetFacts,
  dataset: datasetFacts,
  scenarios: z.array(scenarioFacts),
  proofs: z.array(proofResult),
  arms: z.array(armResult),
  contrasts: z.array(contrastResult),
  expectations: z.array(expectationResult).default([]),
  figures: z.array(figure).default([]),
  loads: z.array(loadPass).default([]),
  leaks: z.array(leakResult).default([]),
  hammers: z.array(hammerResult).default([]),
  failures: z.array(armFailure),
  skipped: z.array(skippedWork),
});
export type Result = z.infer<typeof result>;
