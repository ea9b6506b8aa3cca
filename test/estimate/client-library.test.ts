import { describe, expect, test } from 'vitest';
import { assembleResult } from '../../bench/result/assemble.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import type { ScenarioFacts } from '../../bench/result/parts.js';
import { contrast, syntheticJournal } from '../../scripts/synthetic-journal.js';

const run = {
  seed: 11,
  cells: 1,
  blocks: 20,
  roundsPerBlock: 60,
  // pg's identical arms differ by 8%, ours by nothing.
  arms: { where: 1, again: 1, rls: 1.1, 'pg-where': 2, 'pg-again': 2.16, 'pg-rls': 4 },
  contrasts: [
    contrast('again', 'where', 'aa'),
    contrast('pg-again', 'pg-where', 'aa'),
    contrast('rls', 'where'),
    contrast('pg-rls', 'pg-where', 'total'),
    contrast('pg-where', 'where'),
  ],
};

describe('a client library', () => {
  test('has its own A/A: noise in pg condemns pg contrasts and those with pg in them, not ours', () => {
    const { contrasts } = assembleResult(withPgArms(syntheticJournal(run)));
    const p50 = new Map(
      contrasts.filter(({ metric }) => metric === 'p50').map((each) => [each.contrast, each]),
    );
    expect(p50.get('rls-over-where')).toMatchObject({ untrusted: false });
    expect(p50.get('pg-rls-over-pg-where')).toMatchObject({ untrusted: true });
    expect(p50.get('pg-where-over-where')).toMatchObject({ untrusted: true });
    expect(p50.get('rls-over-where')?.noiseFloor).toBeLessThan(0.05);
    expect(p50.get('pg-rls-over-pg-where')?.noiseFloor).toBeGreaterThan(0.06);
  });

  test('is not compared with another above concurrency 1, and that is said', () => {
    const four = withPgArms(syntheticJournal(run)).map((record) =>
      record.type === 'block' ? { ...record, concurrency: 4 } : record,
    );
    const { contrasts, skipped } = assembleResult(four);
    expect(contrasts.map((each) => each.contrast)).not.toContain('pg-where-over-where');
    expect(contrasts.map((each) => each.contrast)).toContain('pg-rls-over-pg-where');
    expect(skipped).toMatchObject([{ concurrency: 4, operation: null }]);
    expect(skipped[0]?.reason).toContain('pg-where-over-where');
    expect(assembleResult(withPgArms(syntheticJournal(run))).skipped).toEqual([]);
  });
});

test('a run that failed keeps the contrasts of what it measured, with a warning', () => {
  const journal = withPgArms(syntheticJournal({ ...run, blocks: 8 })).map((record) =>
    record.type === 'end' ? { ...record, status: 'failed' as const, reason: 'server' } : record,
  );
  const { contrasts } = assembleResult(journal);
  expect(contrasts.length).toBeGreaterThan(0);
  for (const { warnings } of contrasts) expect(warnings.join()).toMatch(/only 8 of at least 16/);
});

function withPgArms(journal: JournalRecord[]): JournalRecord[] {
  const client = (arm: ScenarioFacts['arms'][number]) =>
    arm.name.startsWith('pg-') ? { ...arm, client: 'pg' as const } : arm;
  return journal.map((record) =>
    record.type === 'scenario'
      ? { ...record, scenario: { ...record.scenario, arms: record.scenario.arms.map(client) } }
      : record,
  );
}
