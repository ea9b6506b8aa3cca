import { describe, expect, test } from 'vitest';
import { DEFAULT_BUDGETS } from '../../../bench/gate/budgets.js';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import { gateFinding } from '../../../bench/gate/gate-result.js';
import type { PlanSummary } from '../../../bench/result/parts.js';
import { planOf } from '../../expect/fixtures.js';
import { planNode } from '../../plan/node.js';
import { madeArms, SCENARIO } from '../made-facts.js';
import {
  findingsOfPlans,
  madeExpectation,
  madeInput,
  madePair,
  madePlan,
  madeProof,
  madeScenario,
  plansOfSide,
  renamed,
} from './made-input.js';

const latest = planOf('latest, tiny', 18);
const scan = uncounted(renamed(planOf('scan', 18), { invoices: 'latest' }));
function uncounted({ calls: _, ...plan }: PlanSummary): PlanSummary {
  return plan;
}

const told = (findings: ReturnType<typeof exactFindings>) =>
  findings.map(({ rule, level }) => `${level}: ${rule}`);

test('nothing is found where both sides are alike, for any plan', () => {
  for (const plan of [latest, scan, planOf('partitions', 15), planOf('members, hashed', 17)]) {
    expect(findingsOfPlans(plan, plan)).toEqual([]);
  }
});

describe('an index that is gone', () => {
  const findings = findingsOfPlans(
    { tiny: latest, median: latest },
    { tiny: scan, median: latest },
  );

  test('is told as cause first, then by what it costs', () => {
    expect(told(findings)).toEqual([
      'failure: index-lost',
      'failure: buffers',
      'failure: rows-removed',
    ]);
    expect(findings.map(({ tenant, arm, operation }) => [tenant, arm, operation])).toEqual(
      Array(3).fill(['tiny', 'rls', 'latest']),
    );
  });

  test('in sentences with numbers and units', () => {
    expect(findings.map(({ message }) => message)).toEqual([
      'Latest 20 invoices for the tiny tenant no longer finds its rows of latest by latest_tenant (tenant_id, created_at desc): latest is scanned whole, not by latest_tenant (tenant_id, created_at desc).',
      'Latest 20 invoices for the tiny tenant reads 250 buffers instead of 3: latest is scanned whole, not by latest_tenant (tenant_id, created_at desc).',
      'Latest 20 invoices for the tiny tenant reads and throws away 29,908 rows instead of 0: latest is scanned whole, not by latest_tenant (tenant_id, created_at desc).',
    ]);
    expect(findings[1]).toMatchObject({
      ...{ base: '3 buffers', head: '250 buffers', baseValue: 3, headValue: 250 },
      ...{ file: 'scenarios/invoices.ts', line: 12 },
      plans: { base: latest.tree, head: scan.tree },
    });
  });

  test('each of them is what gate.json holds', () => {
    for (const finding of findings) expect(gateFinding.parse(finding)).toEqual(finding);
  });

  test('the other way round it is better, and no plan that changed', () => {
    expect(told(findingsOfPlans(scan, latest))).toEqual([
      'better: buffers',
      'better: rows-removed',
    ]);
  });
});

test('a whole scan that a LIMIT ends early costs no more: a notice', () => {
  const whale = renamed(planOf('scan, whale', 18), { invoices: 'latest' });
  const cheap = madePlan(whale.nodes.map((node) => ({ ...node, rowsRemovedByFilter: 0 })));
  const [finding, ...others] = findingsOfPlans(uncounted(planOf('latest', 18)), cheap);
  expect(finding).toMatchObject({ rule: 'index-lost', level: 'notice' });
  expect(finding?.message).toMatch(/which costs no more here: 2 buffers, and 22 before\.$/);
  expect(told(others)).toEqual(['better: buffers']);
});

test('an index of another name, or another that serves as well, is no loss', () => {
  expect(findingsOfPlans(latest, renamed(latest, { latest_tenant: 'renamed_idx' }))).toEqual([]);
  const other = madePlan(
    latest.nodes.map((node) =>
      node.index === null ? node : { ...node, index: 'other', indexColumns: ['tenant_id', 'note'] },
    ),
  );
  const [changed, ...rest] = findingsOfPlans(latest, other);
  expect(rest).toEqual([]);
  expect(changed).toMatchObject({ rule: 'plan-changed', level: 'notice' });
});

test('a plan that is no longer kept is told, though it is the same', () => {
  const kept = { ...latest, genericPlans: 3, customPlans: 5 };
  const anew = { ...latest, genericPlans: 0, customPlans: 8 };
  const [finding] = findingsOfPlans(kept, anew);
  expect(finding).toMatchObject({ rule: 'plan-changed', level: 'notice' });
  expect(finding?.message).toBe(
    'Latest 20 invoices for the tiny tenant is planned anew each time, where base keeps a generic plan, and stays within the budgets.',
  );
  expect(findingsOfPlans(kept, kept)).toEqual([]);
});

test('fewer leading columns are lost only where that costs more than the budgets', () => {
  const seek = (indexCondition: string, buffers: number) =>
    madePlan([
      planNode({
        ...{ nodeType: 'Index Scan', relation: 'invoices', index: 'i', buffers, indexCondition },
        indexColumns: ['tenant_id', 'status'],
      }),
    ]);
  const two = seek('((tenant_id = 1) AND (status = 2))', 10);
  expect(told(findingsOfPlans(two, seek('(tenant_id = 1)', 13)))).toEqual(['notice: plan-changed']);
  expect(told(findingsOfPlans(two, seek('(tenant_id = 1)', 14)))).toEqual([
    'failure: index-lost',
    'failure: buffers',
  ]);
});

test('what an index alone gave is read from the table: INCLUDE is gone', () => {
  const [sum, wide] = [planOf('sum', 18), planOf('index scan', 18)];
  const [finding, buffers] = findingsOfPlans(sum, wide);
  expect(finding).toMatchObject({ rule: 'index-lost', level: 'failure' });
  expect(finding?.message).toContain(
    'no longer reads covered from covered_tenant (tenant_id, created_at, include amount) alone: covered itself is read',
  );
  expect(buffers?.message).toContain('reads 53 buffers instead of 3: covered itself is read');
});

test('a page that is not all-visible is a heap fetch, and its index not lost', () => {
  const updated = renamed(planOf('heap fetches', 18), {
    updated: 'covered',
    updated_tenant: 'covered_tenant',
  });
  expect(told(findingsOfPlans(planOf('sum', 18), updated))).toEqual([
    'failure: buffers',
    'failure: heap-fetches',
  ]);
});

describe('budgets', () => {
  const plan = (buffers: number, over: Partial<PlanSummary> = {}) =>
    madePlan([planNode({ nodeType: 'Seq Scan', relation: 'few', buffers })], over);

  test.each([
    [4, 7, []],
    [4, 8, ['failure: buffers']],
    [100, 110, []],
    [100, 111, ['failure: buffers']],
    [110, 100, []],
    [111, 100, ['better: buffers']],
    [0, 3, []],
    [0, 4, ['failure: buffers']],
  ])('%i buffers, then %i', (base, head, expected) => {
    expect(told(findingsOfPlans(plan(base), plan(head)))).toEqual(expected);
  });

  test('who has more of them is named where no index was lost', () => {
    const join = madePlan([
      planNode({ nodeType: 'Nested Loop', buffers: 210 }),
      planNode({ depth: 1, nodeType: 'Seq Scan', relation: 'few', buffers: 10 }),
      planNode({ depth: 1, nodeType: 'Seq Scan', relation: 'members', buffers: 200 }),
    ]);
    const [finding] = findingsOfPlans(plan(10), join);
    expect(finding?.message).toBe(
      'Latest 20 invoices for the tiny tenant reads 210 buffers instead of 10: 200 of them in Seq Scan on members, which base does not have.',
    );
  });

  test('WAL records and bytes have their own', () => {
    const wal = (records: number, bytes: number) =>
      plan(1, { wal: { records, bytes, fullPageImages: 0 } });
    expect(findingsOfPlans(wal(3, 300), wal(5, 812))).toEqual([]);
    const findings = findingsOfPlans(wal(3, 300), wal(6, 813));
    expect(findings.map(({ message }) => message)).toEqual([
      'Latest 20 invoices for the tiny tenant writes 6 WAL records instead of 3.',
      'Latest 20 invoices for the tiny tenant writes 813 bytes of WAL instead of 300.',
    ]);
    expect(findingsOfPlans(wal(3, 300), plan(1))).toEqual([]);
  });

  const calls = (...counts: [string, number][]) =>
    plan(1, {
      calls: counts.map(([name, times]) => ({ function: name, calls: times, standIn: false })),
    });

  test('calls have none: one more in all is one too many, and functions are told', () => {
    expect(findingsOfPlans(calls(['f', 2]), calls(['f', 2]))).toEqual([]);
    const [one] = findingsOfPlans(calls(['f', 1]), calls(['f', 2]));
    expect(one).toMatchObject({ level: 'failure', base: '1 call', head: '2 calls' });
    expect(one?.message).toBe(
      'Latest 20 invoices for the tiny tenant calls f() 2 times instead of once.',
    );
    const [many, ...rest] = findingsOfPlans(calls(['f', 1], ['g', 1]), calls(['f', 2], ['h', 9]));
    expect(rest).toEqual([]);
    expect(many).toMatchObject({ level: 'failure', baseValue: 2, headValue: 11 });
    expect(many?.message).toBe(
      'Latest 20 invoices for the tiny tenant calls functions 11 times instead of 2 times: f() 2 times instead of once; g() never instead of once; h() 9 times, which it did not call before.',
    );
    expect(told(findingsOfPlans(calls(['f', 1], ['g', 5]), calls(['f', 1])))).toEqual([
      'better: calls',
    ]);
    expect(told(findingsOfPlans(calls(['f', 2]), plan(1)))).toEqual(['notice: not-compared']);
    expect(told(findingsOfPlans(plan(1), calls(['f', 2])))).toEqual(['notice: not-compared']);
  });

  test('a helper under a new name is no call more, and one that is asked once is a notice', () => {
    expect(findingsOfPlans(calls(['f', 500]), calls(['g', 500]))).toEqual([]);
    expect(told(findingsOfPlans(calls(['f', 1]), calls(['f', 1], ['g', 1])))).toEqual([
      'notice: calls',
    ]);
    expect(told(findingsOfPlans(calls(['f', 1]), calls(['g', 1], ['h', 1])))).toEqual([
      'notice: calls',
    ]);
    for (const head of [calls(['f', 1], ['g', 2]), calls(['f', 1], ['g', 1], ['h', 1])]) {
      expect(told(findingsOfPlans(calls(['f', 1]), head))).toEqual(['failure: calls']);
    }
    expect(told(findingsOfPlans(calls(['f', 1]), calls(['g', 2])))).toEqual(['failure: calls']);
  });

  test('are those of the gate', () => {
    const { gate } = madeInput();
    const budgets = { ...DEFAULT_BUDGETS, buffers: { ratio: 2, absolute: 0 } };
    const over = { gate: { ...gate, budgets } };
    expect(findingsOfPlans(plan(10), plan(30), over)).toEqual([]);
    expect(told(findingsOfPlans(plan(10), plan(31), over))).toEqual(['failure: buffers']);
  });
});

test('operations that are changed, new or gone are notices', () => {
  const { gate, ...rest } = madeInput();
  const states = ['same', 'changed', 'incomparable', 'added', 'removed'] as const;
  const operations = states.map((state, line) => ({ name: state, title: state, line, state }));
  const scenarios = [{ name: SCENARIO, file: 'scenarios/invoices.ts', operations }];
  const findings = exactFindings({ ...rest, gate: { ...gate, scenarios } });
  expect(findings.map(({ rule, operation, file }) => [rule, operation, file !== null])).toEqual([
    ['operation-changed', 'changed', true],
    ['operation-changed', 'incomparable', true],
    ['operation-added', 'added', true],
    ['operation-removed', 'removed', false],
  ]);
});

test('failures come before notices and those before what is better; causes before figures', () => {
  const findings = findingsOfPlans(
    { tiny: latest, whale: scan },
    { tiny: scan, whale: latest },
    {
      proofs: [madeProof({ status: 'failed' })],
      expectations: [madeExpectation({ status: 'failed' })],
      scenarios: [madeScenario({}, { route: 'pgbouncer-transaction', context: 'session-set' })],
    },
  );
  expect(told(findings)).toEqual([
    'failure: isolation',
    'failure: context',
    'failure: expectation',
    'failure: index-lost',
    'failure: buffers',
    'failure: rows-removed',
    'better: buffers',
    'better: rows-removed',
  ]);
});

test('a plan that got worse is not praised for a figure that fell with it', () => {
  const fewer = { ...scan, heapFetches: 0 };
  const base = { ...latest, heapFetches: 500 };
  const findings = findingsOfPlans(base, fewer);
  expect(told(findings)).toContain('failure: buffers');
  expect(findings.filter(({ level }) => level === 'better')).toEqual([]);
});

test('what every arm, operation and tenant lost is told of each', () => {
  const { gate, ...rest } = madeInput();
  const names = Array.from({ length: 5 }, (_, at) => `operation ${at}`);
  const pairs = names.flatMap((operation) =>
    ['rls', 'where', 'other'].map((arm) => madePair({ operation, arm, ...madeArms(arm) })),
  );
  const plans = pairs.flatMap(({ operation, base, head }) =>
    [...plansOfSide(`${base}`, sidesOf(latest)), ...plansOfSide(`${head}`, sidesOf(scan))].map(
      (plan) => ({ ...plan, operation }),
    ),
  );
  const findings = exactFindings({ ...rest, gate: { ...gate, pairs }, plans });
  expect(findings).toHaveLength((plans.length / 2) * 3);
});

function sidesOf(plan: PlanSummary) {
  return { whale: plan, median: plan, tiny: plan };
}
