import { describe, expect, test } from 'vitest';
import { assembleResult } from '../../bench/result/assemble.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { plansOf } from '../../bench/result/merge-groups.js';
import {
  contrast,
  planRecord,
  SCENARIO,
  type SyntheticRun,
  syntheticJournal,
} from '../../scripts/synthetic-journal.js';

/** A group of a scenario: what every group has, and an arm of its own. */
function groupRun(over: Partial<SyntheticRun> & Pick<SyntheticRun, 'arms' | 'seed'>): SyntheticRun {
  const own = Object.keys(over.arms).filter((name) => !['where', 'again'].includes(name));
  return {
    ...{ cells: 1, blocks: 16, roundsPerBlock: 20 },
    contrasts: [
      contrast('again', 'where', 'aa'),
      ...own.map((name) => contrast(name, 'where', 'level')),
    ],
    ...over,
  };
}

const withoutEnds = (records: readonly JournalRecord[]) =>
  records.filter(({ type }) => type !== 'start' && type !== 'end');

/** The journal of one run over groups; `after` is what each group learns before its blocks. */
function journalOf(
  groups: readonly SyntheticRun[],
  after: readonly (readonly JournalRecord[])[] = [],
): JournalRecord[] {
  const whole = syntheticJournal(groups[0] as SyntheticRun);
  const records = groups.flatMap((group, index) => {
    const [scenario, ...blocks] = withoutEnds(syntheticJournal(group));
    return [scenario as JournalRecord, ...(after[index] ?? []), ...blocks];
  });
  return [whole[0] as JournalRecord, ...records, whole.at(-1) as JournalRecord];
}

const proof = (arm: string | null, status: 'passed' | 'failed' = 'passed'): JournalRecord => ({
  type: 'proof',
  proof: {
    ...{ scenario: SCENARIO, proof: 'policy is active', arm, operation: null, tenant: null },
    ...{ status, detail: status },
  },
});
const expectation = (arm: string, status: 'passed' | 'failed' = 'passed'): JournalRecord => ({
  type: 'expectation',
  expectation: {
    ...{ scenario: SCENARIO, operation: 'op-0', tenant: 'median', arm, rule: 'noSort' },
    ...{ expected: 'true', status, actual: status, message: status, plan: '' },
  },
});
const figure = (sibling: string, value: number): JournalRecord => ({
  type: 'figure',
  figure: {
    ...{ scenario: SCENARIO, probe: 'index-cost', sibling, arm: null, operation: null },
    ...{ tenant: null, metric: 'index bytes', unit: 'bytes', value, low: null, high: null },
    ...{ samples: 1, note: '' },
  },
});

const first = groupRun({ seed: 1, arms: { a: 1.1, where: 1, again: 1, b: 2 } });
const second = groupRun({ seed: 2, arms: { where: 3, again: 3, c: 12 } });

describe('a scenario whose siblings needed two groups', () => {
  test('is one scenario: arms and contrasts of both, in its order', () => {
    const { scenarios } = assembleResult(journalOf([first, second]));
    expect(scenarios).toHaveLength(1);
    expect(scenarios[0]?.arms.map(({ name }) => name)).toEqual(['a', 'where', 'again', 'b', 'c']);
    expect(scenarios[0]?.contrasts.map(({ name }) => name)).toEqual([
      'again-over-where',
      'a-over-where',
      'b-over-where',
      'c-over-where',
    ]);
    expect(scenarios[0]?.operations).toHaveLength(1);
  });

  test('what only a later group has stands before what both have, where the scenario has it so', () => {
    const early = groupRun({ seed: 2, arms: { z: 1, where: 1, again: 1 } });
    const { scenarios } = assembleResult(journalOf([first, early]));
    expect(scenarios[0]?.arms.map(({ name }) => name)).toEqual(['a', 'z', 'where', 'again', 'b']);
  });

  test('an arm is compared with the baseline beside it, never with that of another group', () => {
    const { contrasts, arms, skipped } = assembleResult(journalOf([first, second]));
    const of = (name: string) =>
      contrasts.find(({ contrast, metric }) => contrast === name && metric === 'p50');
    // Beside its own baseline of 3 it is four times as dear; beside the other's of 1, twelve times.
    expect(of('c-over-where')?.ratio).toBeGreaterThan(3.5);
    expect(of('c-over-where')?.ratio).toBeLessThan(4.5);
    expect(of('b-over-where')?.ratio).toBeGreaterThan(1.8);
    expect(of('b-over-where')?.ratio).toBeLessThan(2.2);
    expect(of('c-over-where')?.blocks).toBe(16);
    expect(of('again-over-where')?.blocks).toBe(32);
    expect(arms.map(({ arm }) => arm)).toEqual(['a', 'where', 'again', 'b', 'c']);
    expect(skipped).toEqual([]);
  });

  test('what is said of an arm of both is said once', () => {
    const shared = [proof('where'), proof(null), planRecord('where'), expectation('where')];
    const journal = journalOf(
      [first, second],
      [
        [...shared, planRecord('b'), figure('base', 1)],
        [...shared, planRecord('where', { buffers: 9 }), planRecord('c'), figure('base', 2)],
      ],
    );
    const result = assembleResult(journal);
    expect(result.proofs.map(({ arm }) => arm)).toEqual(['where', null]);
    expect(result.expectations).toHaveLength(1);
    expect(result.figures.map(({ value }) => value)).toEqual([1]);
    expect(result.arms.find(({ arm }) => arm === 'where')?.buffers).toBe(4);
    expect(plansOf(journal).map(({ arm, summary }) => [arm, summary.buffers])).toEqual([
      ['where', 4],
      ['b', 4],
      ['c', 4],
    ]);
  });

  test('what failed in either has failed', () => {
    const journal = journalOf(
      [first, second],
      [
        [proof('where'), expectation('where', 'failed')],
        [proof('where', 'failed'), expectation('where')],
      ],
    );
    const { proofs, expectations } = assembleResult(journal);
    expect(proofs.map(({ status }) => status)).toEqual(['failed']);
    expect(expectations.map(({ status }) => status)).toEqual(['failed']);
  });

  test('what one group says twice stays: only a later group repeats', () => {
    const twice = [expectation('where'), expectation('where')];
    const result = assembleResult(journalOf([first, second], [twice, twice]));
    expect(result.expectations).toHaveLength(2);
  });

  test('contrasts and probes left out of a scenario hide no cell that is too short', () => {
    const short = journalOf([first, second]).filter(
      (record) => record.type !== 'block' || !('c' in record.arms) || record.block < 3,
    );
    const apart: JournalRecord = {
      type: 'skip',
      skipped: {
        ...{ scenario: SCENARIO, operation: null, tenant: null, concurrency: null, arm: null },
        reason: 'contrasts not made: c over b',
      },
    };
    expect(assembleResult([...short, apart]).skipped.map(({ reason }) => reason)).toEqual([
      'contrasts not made: c over b',
      '3 of at least 16 blocks were measured',
    ]);
  });

  test('siblings of both are there', () => {
    const sibling = (name: string) => ({
      ...{ name, title: name, from: null, setup: [], repeats: null, rows: 'loaded' },
      ...{ bytes: 1, mainRows: 1, tenantRows: [] },
    });
    let group = 0;
    const journal = journalOf([first, second]).map((record): JournalRecord => {
      if (record.type !== 'scenario') return record;
      const siblings =
        [
          ['base', 'one'],
          ['base', 'two'],
        ][group++]?.map(sibling) ?? [];
      return { ...record, scenario: { ...record.scenario, siblings } };
    });
    const { scenarios } = assembleResult(journal);
    expect(scenarios[0]?.siblings?.map(({ name }) => name)).toEqual(['base', 'one', 'two']);
  });
});
