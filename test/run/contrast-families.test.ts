import { expect, test } from 'vitest';
import { cellsOf } from '../../bench/run/cells.js';
import { PROFILE_NAMES, PROFILES } from '../../bench/run/profiles.js';
import { loadScenarios } from '../../bench/scenario/load.js';
import type { Cell, Scenario } from '../../bench/scenario/scenario.js';
import { takesPart } from '../../bench/scenario/taking-part.js';
import { signedRankTest } from '../../bench/stats/signed-rank-test.js';

// Those of load alone pair nothing.
const scenarios = (await loadScenarios()).filter(({ contrasts }) => contrasts.length > 0);

const contrastsIn = ({ operations, arms, contrasts }: Scenario, cell: Cell) => {
  const operation = operations.find(({ name }) => name === cell.operation);
  const present = arms.filter((arm) => operation && takesPart(arm, operation));
  const has = (name: string) => present.some((arm) => arm.name === name);
  return contrasts.filter(
    ({ kind, treatment, baseline }) => kind !== 'aa' && has(treatment) && has(baseline),
  ).length;
};

test.each(PROFILE_NAMES)(
  'profile %s: in every scenario the fewest blocks tell a clear effect from zero after Holm, one odd block or not',
  (name) => {
    const { cells, minimumBlocks } = PROFILES[name];
    const family = Object.fromEntries(
      scenarios.map((scenario) => {
        const planned = cellsOf(scenario, cells, 2).map((cell) => contrastsIn(scenario, cell));
        return [scenario.name, planned.reduce((sum, count) => sum + count, 0)];
      }),
    );
    const [least, ...others] = Array.from({ length: minimumBlocks }, (_, block) => block + 1);
    const { pValue } = signedRankTest([-(least ?? 0), ...others]);
    const lost = Object.entries(family).filter(([, contrasts]) => contrasts * pValue >= 0.05);
    expect(lost).toEqual([]);
    expect(Math.min(...Object.values(family))).toBeGreaterThan(0);
  },
);
