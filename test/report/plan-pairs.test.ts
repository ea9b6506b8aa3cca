import { expect, test } from 'vitest';
import { planPairs } from '../../bench/report/scenario/plan-pairs.js';
import { madeIndexes } from './made-index-scenarios.js';
import { madeLeakproof } from './made-policy-scenarios.js';
import { madeView } from './made-view.js';
import { small, syntheticRun } from './synthetic.js';
import type { MadeScenario } from './synthetic-scenario.js';
import { onlySiblings } from './synthetic-siblings.js';

/** Each pair as "tenant: arm buffers, arm buffers", under the title of its contrast. */
function pairsOf(made: MadeScenario, operation: string): Record<string, string[]> {
  const { plans } = onlySiblings(small(syntheticRun()), [made]);
  const said: Record<string, string[]> = {};
  for (const { title, left, right } of planPairs(madeView(made), operation, plans)) {
    const sides = [left, right].map(({ arm, summary }) => `${arm} ${summary.buffers}`);
    said[title] = [...(said[title] ?? []), `${left.tenant}: ${sides.join(', ')}`];
  }
  return said;
}

test('the contrast whose arms read most differently, baseline first, for each tenant', () => {
  expect(pairsOf(madeIndexes, 'latest')).toEqual({
    'none-rls over tenant-created-rls': [
      'whale: tenant-created-rls 24, none-rls 9120',
      'median: tenant-created-rls 10, none-rls 9120',
      'tiny: tenant-created-rls 4, none-rls 9120',
    ],
  });
  expect(pairsOf(madeLeakproof, 'enum')).toEqual({
    'rls over where': [
      'whale: where 40, rls 4200',
      'median: where 16, rls 1680',
      'tiny: where 4, rls 8',
    ],
  });
});

test('equal plans are a pair too, where there is no other', () => {
  expect(pairsOf(madeLeakproof, 'timestamp')).toEqual({
    'rls over where': [
      'whale: where 40, rls 40',
      'median: where 16, rls 16',
      'tiny: where 4, rls 4',
    ],
  });
  expect(pairsOf(madeLeakproof, 'no-such-operation')).toEqual({});
});

test('what two arms of an A/A control read is no pair to look at', () => {
  const apart: MadeScenario = {
    ...madeIndexes,
    cost: (arm) => ({ buffers: arm.name === 'again' ? 50_000 : 10 }),
  };
  expect(Object.keys(pairsOf(apart, 'latest'))).not.toContain('again over tenant-created-rls');
});
