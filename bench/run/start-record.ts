import { randomUUID } from 'node:crypto';
import type { PoolerSource } from '../pooler/pooler.js';
import type { DatasetFacts, MachineLoad } from '../result/facts.js';
import type { StartRecord } from '../result/journal.js';
import { readEnvironment } from '../target/machine.js';
import type { Target } from '../target/target.js';
import type { CheckRequest } from './request.js';

/** With the poolers of a run that has some. */
type StartedRequest = CheckRequest & { readonly poolers?: PoolerSource | undefined };

/** The first line of a journal: what was asked for, and where it is made. */
export async function startRecord(
  { scenarios, profile, command, seed, poolers }: StartedRequest,
  startedAt: Date,
  target: Target,
  dataset: DatasetFacts,
  before: MachineLoad,
): Promise<StartRecord> {
  return {
    type: 'start',
    version: 1,
    runId: randomUUID(),
    startedAt: startedAt.toISOString(),
    command,
    profile: {
      name: profile.name,
      minimumBlocks: profile.minimumBlocks,
      roundsPerBlock: profile.roundsPerBlock,
      loadSeconds: scenarios.reduce(
        (seconds, { loadShare = 1 }) => seconds + loadShare * profile.loadSeconds,
        0,
      ),
    },
    seed,
    environment: { ...readEnvironment(), before, after: null },
    target: {
      ...(await target.facts()),
      ...(poolers === undefined ? {} : { pooler: poolers.description }),
    },
    dataset,
  };
}
