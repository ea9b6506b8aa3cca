import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { assembleResult } from '../../bench/result/assemble.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { result } from '../../bench/result/result.js';
import {
  contrast,
  planRecord,
  SCENARIO,
  syntheticJournal,
} from '../../scripts/synthetic-journal.js';

const run = {
  seed: 8,
  cells: 2,
  blocks: 16,
  roundsPerBlock: 20,
  arms: { where: 1, again: 1, rls: 1.2 },
  contrasts: [contrast('again', 'where', 'aa'), contrast('rls', 'where')],
};
const journal = syntheticJournal(run);

describe('assembling a result', () => {
  test('gives a valid result, the same each time', () => {
    const first = assembleResult(journal);
    expect(result.parse(JSON.parse(JSON.stringify(first)))).toEqual(first);
    expect(assembleResult(structuredClone(journal))).toEqual(first);
    expect(first).toMatchObject({ status: 'complete', statusReason: null, skipped: [] });
    expect(first.environment.after).not.toBeNull();
    expect(first.arms).toHaveLength(6);
    expect(first.arms[0]?.latency?.samples).toBe(16 * 20);
    // Two cells, two contrasts, three metrics.
    expect(first.contrasts).toHaveLength(12);
  });

  test('a journal without an end is partial, and keeps contrasts of short cells with a warning', () => {
    const killed = journal.filter(({ type }) => type !== 'end').slice(0, 2 + 2 * 9 + 1);
    const partial = assembleResult(killed);
    expect(partial).toMatchObject({
      status: 'partial',
      statusReason: 'the run did not end by itself',
      finishedAt: null,
    });
    expect(partial.skipped.map(({ operation, arm, reason }) => [operation, arm, reason])).toEqual([
      ['op-0', null, '10 of at least 16 blocks were measured'],
      ['op-1', null, '9 of at least 16 blocks were measured'],
    ]);
    expect(partial.contrasts).toHaveLength(12);
    for (const { warnings } of partial.contrasts) {
      expect(warnings[0]).toMatch(/^only (9|10) of at least 16 blocks/);
    }
  });

  test('a complete run leaves out the contrasts of a short cell, lists it once, keeps its arms', () => {
    const short = journal.filter(
      (record) => record.type !== 'block' || record.operation !== 'op-1' || record.block < 15,
    );
    const complete = assembleResult(short);
    expect(complete.contrasts.every(({ operation }) => operation === 'op-0')).toBe(true);
    expect(complete.skipped).toHaveLength(1);
    expect(complete.arms.find(({ operation }) => operation === 'op-1')?.warnings).toEqual([
      'only 15 of at least 16 blocks',
    ]);
    const known: JournalRecord = {
      type: 'skip',
      skipped: {
        scenario: SCENARIO,
        operation: 'op-1',
        tenant: null,
        concurrency: null,
        arm: null,
        reason: 'no time left',
      },
    };
    expect(assembleResult([...short, known]).skipped.map(({ reason }) => reason)).toEqual([
      'no time left',
    ]);
  });

  test('an arm that stopped early is listed by itself, and the rest of its cell stays', () => {
    const stopped = journal.map((record) => {
      if (record.type !== 'block' || record.block < 3) return record;
      const { rls: _, ...arms } = record.arms;
      return { ...record, arms };
    });
    const { skipped, contrasts } = assembleResult(stopped);
    expect(skipped.map(({ arm, reason }) => [arm, reason])).toEqual([
      ['rls', '3 of at least 16 blocks were measured'],
      ['rls', '3 of at least 16 blocks were measured'],
    ]);
    expect(new Set(contrasts.map(({ kind }) => kind))).toEqual(new Set(['aa']));
  });

  test('an arm planned but never loaded keeps its plan', () => {
    const planned: JournalRecord = { ...planRecord('rls'), tenant: 'whale' };
    const { arms } = assembleResult([...journal, planRecord('where'), planned]);
    expect(arms.at(-1)).toMatchObject({ tenant: 'whale', latency: null, buffers: 4 });
    expect(arms.find(({ arm }) => arm === 'where')?.plan?.fingerprint).toBe('Result');
  });

  test('an arm planned but never loaded says why it has no latency', () => {
    const ofTenant = (tenant: 'whale' | 'median') => {
      const records = journal.map((record) =>
        record.type === 'block'
          ? { ...record, arms: { where: record.arms.where ?? { latencyNs: [], serverCpuNs: 0 } } }
          : record,
      );
      const planned: JournalRecord = { ...planRecord('rls'), tenant };
      return assembleResult([...records, planned])
        .arms.at(-1)
        ?.warnings.join();
    };
    expect(ofTenant('whale')).toBe(
      'plan only, no latency: this operation and tenant was not measured',
    );
    expect(ofTenant('median')).toBe('plan only, no latency: it has no samples');
  });

  test('an arm carries the plans that its blocks counted, and none where none were', () => {
    const counted = journal.map((record): JournalRecord => {
      if (record.type !== 'block' || !record.arms.rls) return record;
      const rls = { ...record.arms.rls, genericPlans: 60, customPlans: 5 };
      return { ...record, arms: { ...record.arms, rls } };
    });
    const { arms } = assembleResult(counted);
    const blocks = counted.filter(({ type }) => type === 'block').length;
    const cells = arms.filter(({ arm }) => arm === 'rls').length;
    expect(arms.find(({ arm }) => arm === 'rls')).toMatchObject({
      genericPlans: (60 * blocks) / cells,
      customPlans: (5 * blocks) / cells,
    });
    expect(arms.find(({ arm }) => arm === 'where')).not.toHaveProperty('genericPlans');
  });

  test('refuses a journal without its start, or with blocks of an arm it never described', () => {
    expect(() => assembleResult([])).toThrow(BadInputError);
    expect(() => assembleResult(journal.slice(1))).toThrow(/opens with a start record/);
    expect(() => assembleResult(journal.filter(({ type }) => type !== 'scenario'))).toThrow(
      /describes every arm/,
    );
  });
});
