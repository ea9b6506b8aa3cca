import { defineConfig } from 'vitest/config';

const limits = { testTimeout: 30_000, hookTimeout: 60_000 };

/** Two files at a time, also on two cores: most wait for a server or a command as much as they work. */
const two = { ...limits, maxWorkers: 2, sequence: { groupOrder: 0 } };

/** They leave nothing changed for the next file, so one process serves many: imports are made once. */
const PURE = ['check', 'estimate', 'expect', 'report', 'result', 'schemas', 'stats'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** They measure: what ran beside them, on the same server, would be in their figures. */
const ALONE = [
  'test/gate/run/**/*.test.ts',
  'test/load/open/**/*.test.ts',
  'test/pass/**/*.test.ts',
  'test/pooler/sampler.test.ts',
  'test/probe/{busy-statement,load-probes,longer-work,read-probes}.test.ts',
  'test/run/{measure,run}.test.ts',
];

export default defineConfig({
  test: {
    // One server for the files of all projects.
    globalSetup: ['test/support/postgres.ts'],
    projects: [
      { test: { ...two, name: 'pure', include: PURE, isolate: false } },
      {
        test: {
          ...{ ...two, name: 'together', include: ['test/**/*.test.ts'] },
          exclude: [...PURE, ...ALONE],
        },
      },
      {
        test: {
          ...{ ...limits, name: 'alone', include: ALONE },
          ...{ maxWorkers: 1, sequence: { groupOrder: 1 } },
        },
      },
    ],
  },
});
