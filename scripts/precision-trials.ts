import { groupByCell } from '../bench/estimate/cell-blocks.js';
import { blockLogRatios } from '../bench/estimate/effect.js';
import { openSession } from '../bench/load/open.js';
import { seededRandom } from '../bench/load/random.js';
import type { ConnectionSettings, Work } from '../bench/load/session.js';
import type { BlockRecord } from '../bench/result/journal.js';
import { measureCells } from '../bench/run/measure.js';
import type { Arm } from '../bench/scenario/scenario.js';
import { hodgesLehmann } from '../bench/stats/hodges-lehmann.js';
import { signedRankInterval } from '../bench/stats/signed-rank-interval.js';
import { readOnCpuNs } from '../bench/target/server-cpu.js';

/** What one trial found: treatment over baseline on the natural-log scale. */
export interface Trial {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly cpuEstimate: number;
  readonly blocks: number;
}

export interface TrialSettings {
  readonly role: ConnectionSettings;
  /** `generate_series` lengths of the two arms; equal ones make an A/A trial. */
  readonly baselineSteps: number;
  readonly treatmentSteps: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly seed: number;
}

const ARM = { title: '', isolation: 'where', context: 'none', client: 'wire' } as const;
const BASELINE: Arm = { ...ARM, name: 'baseline', planCacheMode: 'auto' };
const TREATMENT: Arm = { ...ARM, name: 'treatment', planCacheMode: 'auto' };

/**
 * One trial by the engine's own measuring: blocks of about 100 rounds on fresh connections, until
 * the seconds are over.
 */
export async function runTrial(settings: TrialSettings): Promise<Trial> {
  const { role, concurrency, seconds, seed } = settings;
  const work = new Map([
    [BASELINE.name, [workOf(settings.baselineSteps)]],
    [TREATMENT.name, [workOf(settings.treatmentSteps)]],
  ]);
  const blocks: BlockRecord[] = [];
  await measureCells({
    scenario: 'precision',
    cells: [
      {
        operation: 'series',
        tenant: 'whale',
        concurrency,
        arms: [BASELINE, TREATMENT],
        statementName: 'series',
        workOf: (arm) => work.get(arm.name) ?? [],
      },
    ],
    profile: { minimumBlocks: 16, roundsPerBlock: 100, loadSeconds: seconds },
    openSession: (arm) => openSession(arm, role),
    readServerCpuNs: readOnCpuNs,
    isServerAlive: async () => true,
    random: seededRandom(seed),
    signal: new AbortController().signal,
    onBlock: (block) => blocks.push(block),
    onFailure: ({ message }) => {
      throw new Error(message);
    },
    onPass: () => false,
  });
  const cell = groupByCell(blocks)[0];
  if (!cell) throw new Error('A trial made no block');
  const arms = { treatment: TREATMENT.name, baseline: BASELINE.name };
  const { estimate, low, high } = signedRankInterval(blockLogRatios(cell, arms, 'p50'));
  const cpuEstimate = hodgesLehmann(blockLogRatios(cell, arms, 'serverCpu'));
  return { estimate, low, high, cpuEstimate, blocks: blocks.length };
}

function workOf(steps: number): Work {
  const statement = {
    part: 'query',
    name: 'series',
    text: 'select count(*) from generate_series(1, $1::int)',
    values: [String(steps)],
  } as const;
  return { exchange: [[statement]], expectedRows: 1, tenantId: '' };
}
