import { describe, expect, test } from 'vitest';
import { assembleResult } from '../../bench/result/assemble.js';
import type { BlockRecord, JournalRecord } from '../../bench/result/journal.js';
import type { ContrastResult } from '../../bench/result/parts.js';
import { holm } from '../../bench/stats/holm.js';
import { signedRankTest } from '../../bench/stats/signed-rank-test.js';
import {
  contrast,
  planRecord,
  SCENARIO,
  syntheticJournal,
} from '../../scripts/synthetic-journal.js';
import { planNode } from '../plan/node.js';

const base = {
  seed: 5,
  cells: 2,
  blocks: 20,
  roundsPerBlock: 60,
  arms: { where: 1, again: 1, rls: 1.1, same: 1 },
  contrasts: [
    contrast('again', 'where', 'aa'),
    contrast('rls', 'where'),
    contrast('same', 'where', 'total'),
  ],
};

describe('contrasts', () => {
  test('find an injected 10%, with the A/A of the cell as the noise floor', () => {
    const { contrasts } = assembleResult(syntheticJournal(base));
    const rls = pick(contrasts, 'rls-over-where');
    expect(rls.low).toBeLessThan(1.1);
    expect(rls.high).toBeGreaterThan(1.1);
    expect(rls).toMatchObject({ blocks: 20, untrusted: false, warnings: [] });
    expect(rls.differenceNs / 20_000).toBeCloseTo(1, 0);
    const control = pick(contrasts, 'again-over-where');
    const halfWidth = Math.log(control.high / control.low) / 2;
    expect(Math.log1p(rls.noiseFloor)).toBeCloseTo(
      Math.abs(Math.log(control.ratio)) + halfWidth,
      12,
    );
  });

  test('adjust p over the effects of a metric, and keep A/A contrasts apart', () => {
    const journal = syntheticJournal(base);
    const { contrasts } = assembleResult(journal);
    const p50 = contrasts.filter(({ metric, kind }) => metric === 'p50' && kind !== 'aa');
    const unadjusted = p50.map(({ operation, treatment, baseline }) => {
      const ratios = blocksOf(journal, operation).map(({ arms }) =>
        Math.log(middle(arms[treatment]?.latencyNs) / middle(arms[baseline]?.latencyNs)),
      );
      return signedRankTest(ratios).pValue;
    });
    expect(p50).toHaveLength(4);
    expect(p50.map(({ adjustedP }) => adjustedP)).toEqual(holm(unadjusted));
  });

  test('adjust p over one scenario: what another asks in the same run changes nothing', () => {
    const journal = syntheticJournal(base);
    const renamed = journal.flatMap((record): JournalRecord[] => {
      if (record.type === 'block') return [{ ...record, scenario: 'other' }];
      if (record.type !== 'scenario') return [];
      return [{ ...record, scenario: { ...record.scenario, name: 'other' } }];
    });
    const alone = assembleResult(journal).contrasts;
    const beside = assembleResult([...journal, ...renamed]).contrasts;
    expect(beside).toHaveLength(2 * alone.length);
    expect(beside.filter(({ scenario }) => scenario === SCENARIO)).toEqual(alone);
  });

  test('server CPU is compared where both arms have it, and left out where one has none', () => {
    const journal = syntheticJournal(base).map((record) =>
      record.type === 'block' && record.arms.rls
        ? { ...record, arms: { ...record.arms, rls: { ...record.arms.rls, serverCpuNs: null } } }
        : record,
    );
    const { contrasts } = assembleResult(journal);
    const cpu = contrasts.filter(({ metric }) => metric === 'serverCpu');
    expect(new Set(cpu.map((one) => one.contrast))).toEqual(
      new Set(['again-over-where', 'same-over-where']),
    );
  });

  test('a cell whose A/A arms differ beyond doubt is untrusted, all its contrasts with it', () => {
    const skewed = syntheticJournal({ ...base, cells: 1, arms: { ...base.arms, again: 1.05 } });
    const { contrasts } = assembleResult(skewed);
    const p50 = contrasts.filter(({ metric }) => metric === 'p50');
    expect(p50.map(({ untrusted }) => untrusted)).toEqual([true, true, true]);
  });

  test('an effect under the noise floor says what would not have been seen', () => {
    const { contrasts } = assembleResult(syntheticJournal({ ...base, cells: 1 }));
    const same = pick(contrasts, 'same-over-where');
    expect(Math.abs(Math.log(same.ratio))).toBeLessThan(Math.log1p(same.noiseFloor));
    expect(same.warnings.join()).toMatch(
      /^below the noise floor of [\d.]+%: a difference under [\d.]+% would not have been seen$/,
    );
  });

  test('without an A/A arm a contrast says so', () => {
    const without = syntheticJournal({ ...base, contrasts: [contrast('rls', 'where')] });
    const { contrasts } = assembleResult(without);
    expect(pick(contrasts, 'rls-over-where').warnings.join()).toMatch(/^no A\/A contrast/);
  });

  test('arms with different plan kinds carry a warning that names both', () => {
    const plans = [
      planRecord('rls', { genericPlans: 3, customPlans: 5 }),
      planRecord('where'),
      planRecord('same'),
    ];
    const { contrasts } = assembleResult([...syntheticJournal(base), ...plans]);
    expect(pick(contrasts, 'rls-over-where').warnings).toEqual([
      'rls runs a generic plan and where a custom one, so planning is part of the effect',
    ]);
    expect(pick(contrasts, 'same-over-where').warnings.join()).not.toMatch(/plan/);
  });

  test('the plans that the load counted are what is warned of, in how many blocks', () => {
    const counted = (counts: (arm: string, block: number) => [generic: number, custom: number]) =>
      syntheticJournal({ ...base, cells: 1 }).map((record): JournalRecord => {
        if (record.type !== 'block') return record;
        const arms = Object.entries(record.arms).map(([arm, samples]) => {
          const [genericPlans, customPlans] = counts(arm, record.block);
          return [arm, { ...samples, genericPlans, customPlans }];
        });
        return { ...record, arms: Object.fromEntries(arms) };
      });
    const captured = [planRecord('rls', { genericPlans: 3, customPlans: 5 }), planRecord('where')];
    const always: [number, number] = [0, 68];
    const contrasts = (journal: JournalRecord[]) => {
      const result = assembleResult([...journal, ...captured]).contrasts;
      return pick(result, 'rls-over-where');
    };

    // The capture saw a generic plan, the load none.
    const equal = contrasts(counted(() => always));
    expect(equal).toMatchObject({ planKindsApart: 0, warnings: [] });

    const apart = contrasts(
      counted((arm, block) => {
        if (arm !== 'rls') return always;
        return block < 12 ? [63, 5] : block < 14 ? [40, 28] : always;
      }),
    );
    expect(apart.planKindsApart).toBe(14);
    expect(apart.warnings).toEqual([
      'rls and where ran plans of different kinds in 14 of 20 blocks (generic and custom in 12, mixed and custom in 2), so planning is part of the effect',
    ]);

    const changing = contrasts(counted(() => [40, 28]));
    expect(changing.planKindsApart).toBe(20);
  });

  test('arms whose plans differ in shape or in estimates carry a warning for each', () => {
    const node = (nodeType: string, depth: number, estimatedRows: number) => {
      const relation = nodeType === 'Seq Scan' ? 'invoices' : null;
      return planNode({ nodeType, depth, estimatedRows, relation });
    };
    const plans = [
      planRecord('rls', {
        nodes: [node('Sort', 0, 4), node('HashAggregate', 1, 4), node('Seq Scan', 2, 2240)],
      }),
      planRecord('where', {
        nodes: [node('GroupAggregate', 0, 3), node('Sort', 1, 5), node('Seq Scan', 2, 5)],
      }),
    ];
    const { contrasts } = assembleResult([...syntheticJournal(base), ...plans]);
    expect(pick(contrasts, 'rls-over-where').warnings).toEqual([
      'rls runs Sort over HashAggregate and where GroupAggregate over Sort, so the shape of the plan is part of the effect',
      'the planner expected 2,240 rows of invoices for rls and 5 rows for where',
    ]);
  });

  test('a skewed set of blocks makes the two methods disagree, and it is said', () => {
    // A third of the blocks on one side: the median stays, the mean of two blocks often does not.
    const journal = syntheticJournal({ ...base, cells: 1, blocks: 100 }).map((record) => {
      if (record.type !== 'block') return record;
      const slow = record.block % 3 === 0 ? 500 + record.block : 0;
      return withLatencies(record, 'rls', [1000 + slow], [1000]);
    });
    const { contrasts } = assembleResult(journal);
    expect(pick(contrasts, 'rls-over-where').warnings.join()).toMatch(/two methods disagree/);
  });

  test('an arm that returned foreign rows has no contrast; one that lost its connection has', () => {
    const contrastsAfter = (kind: string) =>
      assembleResult([...syntheticJournal(base), failure('rls', kind)]).contrasts;
    for (const kind of ['foreign-row', 'wrong-row-count', 'wrong-rows']) {
      expect(contrastsAfter(kind).some(({ treatment }) => treatment === 'rls')).toBe(false);
    }
    expect(pick(contrastsAfter('connection'), 'rls-over-where').warnings).toEqual([
      'rls stopped during the run (connection: gone); this is from the blocks before',
    ]);
  });
});

function pick(contrasts: readonly ContrastResult[], name: string): ContrastResult {
  const found = contrasts.find((one) => one.contrast === name && one.metric === 'p50');
  if (!found) throw new Error(`no contrast ${name}`);
  return found;
}

function blocksOf(journal: readonly JournalRecord[], operation: string): BlockRecord[] {
  return journal.filter(
    (record): record is BlockRecord => record.type === 'block' && record.operation === operation,
  );
}

/** The median of an even number of samples, by another way than the code under test. */
function middle(samples: readonly number[] = []): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

function withLatencies(
  record: BlockRecord,
  treatment: string,
  treatmentNs: number[],
  baselineNs: number[],
): BlockRecord {
  const arms = {
    ...record.arms,
    [treatment]: { latencyNs: treatmentNs, serverCpuNs: null },
    where: { latencyNs: baselineNs, serverCpuNs: null },
  };
  return { ...record, arms };
}

function failure(arm: string, kind: string): JournalRecord {
  return {
    type: 'failure',
    failure: {
      scenario: SCENARIO,
      operation: 'op-0',
      tenant: 'median',
      concurrency: 1,
      arm,
      kind,
      sqlState: '',
      message: 'gone',
    },
  };
}
