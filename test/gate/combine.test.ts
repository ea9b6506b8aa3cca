import { describe, expect, test } from 'vitest';
import { combine } from '../../bench/gate/combine/combine.js';
import { brokenOfBase } from '../../bench/gate/run/prove-sides.js';
import type { Arm, Operation, Scenario } from '../../bench/scenario/scenario.js';
import { latest, point } from '../../schemas/invoices/operations.js';
import { planRecord } from '../../scripts/synthetic-journal.js';
import { SPEC } from '../cli/gate-repository.js';

const combined = (base: Partial<Scenario>, head: Partial<Scenario>) =>
  combine({
    base: { ...SPEC, file: 'base.mjs', ...base },
    head: { ...SPEC, file: 'head.mjs', ...head },
    ...{ baseSql: [], headSql: [], timed: [] },
  });

const armed = (...names: string[]): Arm[] =>
  names.map((name) => ({
    ...{ name, title: name, isolation: name === 'where' ? 'where' : 'rls' },
    ...{ context: 'set-config-pipelined', client: 'wire', planCacheMode: 'auto' },
  }));

describe('an operation whose rows head says more of', () => {
  const { tenantColumn: _, ...bare } = latest;

  test('stays comparable, and both sides are proved by what head says', () => {
    const { compared, operations } = combined({ operations: [bare] }, { operations: [latest] });
    expect(operations).toMatchObject([{ state: 'same' }]);
    expect(compared?.operations[0]?.tenantColumn).toBe('tenant_id');
    const write: Operation = { ...point, effect: 'write' };
    const verified = { ...write, verify: 'select 1' };
    const added = combined({ operations: [write] }, { operations: [verified] });
    expect(added.compared?.operations[0]?.verify).toBe('select 1');
  });

  test.each([
    ['says less', latest, bare],
    [
      'says more of other rows, which base may not have',
      { ...bare, rls: 'select 1' },
      { ...latest },
    ],
    ['says another', latest, { ...latest, tenantColumn: 'invoice_id' }],
    ['draws others', point, { ...point, draw: 'select 1' }],
  ])('is compared with nothing where it %s', (_what, base: Operation, head: Operation) => {
    expect(combined({ operations: [base] }, { operations: [head] })).toMatchObject({
      ...{ operations: [{ state: 'incomparable' }], compared: undefined },
      pairs: [
        { arm: 'where', base: null },
        { arm: 'rls', base: null },
      ],
    });
  });
});

test('an arm that head took away, or renamed, keeps its pair', () => {
  const { pairs } = combined(
    { operations: [latest], arms: armed('where', 'rls') },
    { operations: [latest], arms: armed('where', 'policy') },
  );
  expect(pairs.map(({ arm, base, head }) => [arm, base, head])).toEqual([
    ['where', 'base:where', 'head:where'],
    ['policy', null, 'head:policy'],
    ['rls', 'base:rls', null],
  ]);
  const narrowed = combined(
    { operations: [latest, point], arms: armed('where', 'rls') },
    {
      operations: [latest, point],
      arms: armed('where', 'rls').map((arm) => ({ ...arm, operations: ['latest'] })),
    },
  );
  expect(narrowed.pairs.filter(({ operation }) => operation === 'point')).toMatchObject([
    { arm: 'where', base: 'base:where', head: null },
    { arm: 'rls', base: 'base:rls', head: null },
  ]);
});

test('times an arm of both sides: none that head alone has', () => {
  const faster = armed('where', 'rls', 'fast').map((arm) =>
    arm.name === 'rls' ? { ...arm, context: 'transaction' as const } : arm,
  );
  const { pairs } = combined(
    { operations: [latest], arms: faster.slice(0, 2) },
    { operations: [latest], arms: faster },
  );
  expect(pairs.filter(({ again }) => again !== null)).toMatchObject([{ arm: 'rls' }]);
});

describe('what base expects and head does not', () => {
  const broken = (base: Operation['expect'], head: Operation['expect'], buffers: number) => {
    const expecting = (expect: Operation['expect']) => ({
      operations: [{ ...latest, ...(expect ? { expect } : {}) }],
    });
    const { compared, heldToBase } = combined(expecting(base), expecting(head));
    const place = { scenario: 'app', operation: 'latest', tenant: 'tiny' as const };
    const of = (arm: string) => ({ ...planRecord(arm, { buffers }), ...place });
    return ['head:rls', 'base:rls'].flatMap((arm) =>
      brokenOfBase(heldToBase as Scenario, compared as Scenario, of(arm)),
    );
  };

  test('is told where head’s plan breaks it, of head’s arm alone', () => {
    for (const head of [undefined, [{ maxBuffers: 1000 }]]) {
      expect(broken([{ maxBuffers: 10 }], head, 900)).toMatchObject([
        { arm: 'head:rls', rule: 'maxBuffers', expected: '10', statedBy: 'base' },
      ]);
    }
  });

  test('says nothing where it still holds, or head expects it too', () => {
    expect(broken([{ maxBuffers: 10 }], undefined, 9)).toEqual([]);
    expect(broken([{ maxBuffers: 10 }], [{ maxBuffers: 10 }], 900)).toEqual([]);
  });
});
