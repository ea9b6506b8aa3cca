import { describe, expect, test } from 'vitest';
import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../../../bench/gate/budgets.js';
import { planGate } from '../../../bench/gate/run/plan-gate.js';
import type { LoadedScenario } from '../../../bench/scenario/load.js';
import { latest } from '../../../schemas/invoices/operations.js';
import { SPEC } from '../../cli/gate-repository.js';
import { SMALL } from '../../run/small-run.js';

const loaded = (over: Partial<LoadedScenario> = {}): LoadedScenario => ({
  ...{ ...SPEC, file: 'app.scenario.mjs', operations: [latest] },
  ...over,
});

const planned = (
  base: readonly LoadedScenario[],
  head: readonly LoadedScenario[],
  arms: readonly string[] = [],
) => {
  const side = (label: string, scenarios: readonly LoadedScenario[]) => ({
    facts: { label, kind: 'folder' as const, commit: null, sqlFiles: [] },
    ...{ sql: [], scenarios },
  });
  return planGate({
    ...{ base: side('main', base), head: side('here', head), arms, tier: 3, strict: false },
    ...{ margins: DEFAULT_MARGINS, budgets: DEFAULT_BUDGETS, maxTimeSeconds: 1, seed: 1 },
    ...{ profile: SMALL, location: 'embedded', pgMajor: 18, command: 'a test' },
    ...{ signal: new AbortController().signal, onEvent: () => {} },
  });
};

const madeIn = (all: readonly { readonly siblings?: readonly { readonly name: string }[] }[]) =>
  all.map(({ siblings = [] }) =>
    siblings.flatMap(({ name }) => (name.endsWith('-made') ? name : [])),
  );

describe('planning a gate', () => {
  test('a side without any scenario is refused, before a server is opened', async () => {
    await expect(planned([loaded()], [])).rejects.toThrow(
      'head (here) has none of the scenarios: app.scenario.mjs.',
    );
    await expect(planned([], [loaded()])).rejects.toThrow('base (main) has none of the scenarios');
  });

  test('one of several that head has no more is told as its operations', async () => {
    const both = [loaded(), loaded({ name: 'gone' })];
    const { facts, all } = await planned(both, [loaded()]);
    expect(facts.scenarios[1]).toMatchObject({ name: 'gone', operations: [{ state: 'removed' }] });
    expect(all).toHaveLength(1);
  });

  test('makes the databases that catalogs are read of for both sides, once where one does', async () => {
    const incomparable = loaded({ operations: [{ ...latest, draw: 'select 1' }] });
    const added = await planned([loaded()], [incomparable]);
    expect(madeIn(added.all)).toEqual([['base-made', 'head-made']]);
    const other = loaded({ name: 'other' });
    const mixed = await planned([loaded(), other], [incomparable, other]);
    expect(madeIn(mixed.all)).toEqual([['head-made'], ['base-made', 'head-made']]);
  });

  test('--arm that one side alone has is timed nowhere; that neither has is refused', async () => {
    const only = loaded({ arms: SPEC.arms.map((arm) => ({ ...arm, name: `${arm.name}-old` })) });
    const { facts } = await planned([loaded(), only], [loaded()], ['rls']);
    expect(facts.pairs.filter(({ again }) => again !== null)).toMatchObject([{ arm: 'rls' }]);
    const gone = await planned([only], [loaded()], ['rls-old']);
    expect(gone.facts.pairs.filter(({ again }) => again !== null)).toEqual([]);
    await expect(planned([loaded()], [loaded()], ['rsl'])).rejects.toThrow('got "rsl"');
  });
});
