import type { Pooler } from '../pooler/pooler.js';
import { type PoolerSampler, samplePooler } from '../pooler/sampler.js';
import type { PoolerFacts } from '../result/load-parts.js';

/** A watch over the pooler of one load. */
export interface PoolerWatch {
  /** As the load begins. */
  readonly begin: () => void;
  /** As it ends. */
  readonly end: () => void;
  /** @param loadAt when the load began, which is a moment after it was said to: samples count from there. */
  readonly close: (loadAt: Date) => Promise<PoolerFacts>;
}

/** What PgBouncer says of itself while a load runs, and the CPU that it took in all. */
export function watchPooler(pooler: Pooler): PoolerWatch {
  const { version, settings } = pooler;
  let before: number | null = null;
  let after: number | null = null;
  let begunAtMs = 0;
  let sampler: PoolerSampler | undefined;
  let samples: Promise<PoolerFacts['samples']> = Promise.resolve([]);
  const end = () => {
    if (!sampler) return;
    after = pooler.readCpuNs();
    samples = sampler.stop();
    sampler = undefined;
  };
  return {
    begin() {
      before = pooler.readCpuNs();
      begunAtMs = Date.now();
      sampler = samplePooler(pooler);
    },
    end,
    async close(loadAt) {
      end();
      const earlyMs = loadAt.getTime() - begunAtMs;
      return {
        ...{ version, poolMode: settings.poolMode, poolSize: settings.poolSize },
        cpuNs: before === null || after === null ? null : after - before,
        samples: (await samples)
          .map((sample) => ({ ...sample, atMs: sample.atMs - earlyMs }))
          .filter(({ atMs }) => atMs >= 0),
      };
    },
  };
}
