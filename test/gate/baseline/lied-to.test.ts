import { beforeAll, describe, expect, test } from 'vitest';
import type { Baseline, BaselinePlan } from '../../../bench/gate/baseline/baseline.js';
import { baseline } from '../../../bench/gate/baseline/baseline.js';
import { baselineText } from '../../../bench/gate/baseline/baseline-file.js';
import { baselineScenarioOf } from '../../../bench/gate/baseline/scenario-hash.js';
import type { JournalRecord } from '../../../bench/result/journal.js';
import { scenarioFactsOf } from '../../../bench/run/scenario-facts.js';
import type { LoadedScenario } from '../../../bench/scenario/load.js';
import type { Arm } from '../../../bench/scenario/scenario.js';
import { checkedOnce, factsOf, findingsOf, SCENARIO } from './checked.js';

let saved: Baseline;
let records: JournalRecord[];
beforeAll(async () => {
  ({ saved, records } = await checkedOnce());
}, 60_000);

/** The baseline with the plans of `latest` under a policy, for the whale, as a lie has them. */
function lie(change: (plan: BaselinePlan) => Partial<BaselinePlan>): Baseline {
  return changed((plan) => (isTold(plan) ? { ...plan, ...change(plan) } : plan));
}

function changed(change: (plan: BaselinePlan) => BaselinePlan): Baseline {
  const lying = { ...structuredClone(saved), plans: saved.plans.map(change) };
  expect(lying.plans).not.toEqual(saved.plans);
  return lying;
}

function isTold({ operation, tenant, arms }: BaselinePlan): boolean {
  return operation === 'latest' && tenant === 'whale' && arms.some((arm) => arm.includes('rls'));
}

function failures(lying: Baseline) {
  return findingsOf(lying, records).filter(({ level }) => level === 'failure');
}

describe('a gate against a baseline', () => {
  test('against itself says nothing, also when it was written and read again', () => {
    expect(findingsOf(saved, records)).toEqual([]);
    const again = baseline.parse(JSON.parse(baselineText(saved)));
    expect(again).toEqual(saved);
    expect(findingsOf(again, records)).toEqual([]);
  });

  test('is the same file in whichever order a scenario names what its arms are', () => {
    const arms = SCENARIO.arms.map(
      (arm) => Object.fromEntries(Object.entries(arm).reverse()) as unknown as Arm,
    );
    const text = (scenario: LoadedScenario) => JSON.stringify(baselineScenarioOf(scenario));
    expect(text({ ...SCENARIO, arms })).toBe(text(SCENARIO));
    expect(text(SCENARIO)).toContain('"arms":[{"name":');
  });

  test('compares every plan of today', () => {
    const planned = records.filter(({ type }) => type === 'plan');
    expect(planned.length).toBe(2 * 4 * 3);
    expect(saved.plans.flatMap(({ arms }) => arms)).toHaveLength(planned.length);
  });

  test('fails for buffers beyond the budget, and shows both plans', () => {
    const found = failures(lie(({ buffers }) => ({ buffers: Math.floor(buffers / 2) - 4 })));
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(['buffers']));
    expect(found[0]).toMatchObject({ operation: 'latest', tenant: 'whale', line: 12 });
    expect(found[0]?.plans?.base).toContain('Index Scan');
    expect(JSON.stringify(found)).not.toMatch(/ ms\b|Planning/);
  });

  test('lets a buffer more within the budget pass', () => {
    expect(failures(lie(({ buffers }) => ({ buffers: buffers - 1 })))).toEqual([]);
  });

  test.each([
    ['rows-removed', { rowsRemoved: -20 }],
    ['heap-fetches', { heapFetches: -20 }],
  ] as const)('fails for %s', (rule, change) => {
    expect(failures(lie(() => change)).map((each) => each.rule)).toContain(rule);
  });

  test('fails for calls', () => {
    const [call] = [{ function: 'current_setting', calls: 1, standIn: false }];
    const before = changed((plan) => ({ ...plan, calls: [call] }));
    const today = records.map((record) =>
      record.type === 'plan'
        ? { ...record, summary: { ...record.summary, calls: [{ ...call, calls: 40 }] } }
        : record,
    );
    const rules = findingsOf(before, today).map(({ rule, level }) => `${rule} ${level}`);
    expect(new Set(rules)).toEqual(new Set(['calls failure']));
  });

  test('fails for WAL', () => {
    const before = changed((plan) => ({ ...plan, wal: { records: 2, bytes: 200 } }));
    const today = records.map((record) =>
      record.type === 'plan'
        ? {
            ...record,
            summary: { ...record.summary, wal: { records: 9, bytes: 9000, fullPageImages: 0 } },
          }
        : record,
    );
    expect(findingsOf(before, today).map(({ rule }) => rule)).toContain('wal');
  });

  test('fails for an index that today is lost', () => {
    const found = findingsOf(saved, records.map(withoutIndex));
    const lost = found.filter(({ rule, level }) => rule === 'index-lost' && level === 'failure');
    expect(lost.map(({ operation }) => operation)).toContain('latest');
  });

  test('tells of another plan that costs the same, without failing', () => {
    const found = findingsOf(
      lie((plan) => ({
        fingerprint: '0123456789ab',
        nodes: [
          { ...(plan.nodes[0] as BaselinePlan['nodes'][number]), nodeType: 'Result' },
          ...plan.nodes.slice(1),
        ],
      })),
      records,
    );
    expect(new Set(found.map(({ rule, level }) => `${rule} ${level}`))).toEqual(
      new Set(['plan-changed notice']),
    );
  });

  test('says what is better', () => {
    const found = findingsOf(
      lie(({ buffers }) => ({ buffers: buffers * 3 })),
      records,
    );
    expect(new Set(found.map(({ rule, level }) => `${rule} ${level}`))).toEqual(
      new Set(['buffers better']),
    );
  });

  test('fails for a round trip more', () => {
    const scenarios = saved.scenarios.map((scenario) => ({
      ...scenario,
      arms: scenario.arms.map((arm) => ({ ...arm, roundTrips: arm.roundTrips - 1 })),
    }));
    const rules = failures({ ...saved, scenarios }).map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set(['round-trips']));
  });

  test('does not compare the figures of another answer', () => {
    const answers = saved.answers.map((each) => ({ ...each, answer: 'another' }));
    const lying = { ...lie(() => ({ buffers: 1 })), answers };
    const rules = findingsOf(lying, records).map(({ rule, level }) => `${rule} ${level}`);
    expect(new Set(rules)).toEqual(new Set(['answer-changed notice']));
  });

  test('fails for an expectation that no longer holds', () => {
    const today = records.map((record) =>
      record.type === 'expectation' && record.expectation.operation === 'point'
        ? { ...record, expectation: { ...record.expectation, status: 'failed' as const } }
        : record,
    );
    const found = findingsOf(saved, today);
    expect(found.map(({ rule, level }) => `${rule} ${level}`)).toContain('expectation failure');
  });

  test('fails for a proof that failed today', () => {
    const today = records.map((record) =>
      record.type === 'proof' && record.proof.proof === 'no foreign rows'
        ? { ...record, proof: { ...record.proof, status: 'failed' as const } }
        : record,
    );
    expect(findingsOf(saved, today)[0]).toMatchObject({ rule: 'isolation', level: 'failure' });
  });

  test('tells of operations that were added, changed or taken away', () => {
    const [latest, point] = ['latest', 'point'].map((wanted) =>
      SCENARIO.operations.find(({ name }) => name === wanted),
    );
    if (latest === undefined || point === undefined) throw new Error('Expected two operations');
    const told = (operations: (typeof latest)[]) =>
      findingsOf(saved, records, [{ ...SCENARIO, operations }]).map(
        ({ rule, level, operation }) => `${level} ${rule} ${operation}`,
      );
    expect(told([latest, { ...point, rls: `${point.rls} ` }])).toContain(
      'notice operation-changed point',
    );
    expect(told([latest])).toContain('notice operation-removed point');
    expect(told([latest, point, { ...point, name: 'fresh' }])).toContain(
      'notice operation-added fresh',
    );
  });

  test('tells of a scenario that is new, and of one that is gone', () => {
    const renamed = { ...SCENARIO, name: 'another' };
    const told = findingsOf(saved, records, [renamed]).map(
      ({ rule, level, scenario }) => `${level} ${rule} ${scenario}`,
    );
    expect(new Set(told)).toEqual(
      new Set(['notice operation-added another', `notice operation-removed ${SCENARIO.name}`]),
    );
  });

  test('does not call gone what nobody asked for', () => {
    const renamed = { ...SCENARIO, name: 'another' };
    const names = (isWhole: boolean) =>
      factsOf(saved, [renamed], isWhole).scenarios.map(({ name }) => name);
    expect(names(true)).toEqual(['another', SCENARIO.name]);
    expect(names(false)).toEqual(['another']);
  });

  test('fails for an arm that carries no tenant any more, though a check only skips it', () => {
    const found = findingsOf(saved, checkOf(CARRYING_NOTHING), [CARRYING_NOTHING]);
    const told = found.filter(({ level }) => level === 'failure');
    expect(told.map(({ rule, arm }) => `${rule} ${arm}`)).toEqual([`context ${CARRIED.name}`]);
    expect(told[0]?.message).toContain(`instead of ${CARRIED.context}`);
    // Nor is it told a second time, for having no plan.
    expect(found).toEqual(told);
  });

  test('says nothing of a control that always was one, and praises one that works now', () => {
    const [before] = [saved.scenarios[0]] as [Baseline['scenarios'][number]];
    const arms = before.arms.map((arm) =>
      arm.name === CARRIED.name ? { ...arm, context: NOTHING } : arm,
    );
    const plans = saved.plans.map((plan) => ({
      ...plan,
      arms: plan.arms.filter((arm) => arm !== CARRIED.name),
    }));
    const control = { ...saved, scenarios: [{ ...before, arms }], plans };
    const nothing = findingsOf(control, checkOf(CARRYING_NOTHING), [CARRYING_NOTHING]);
    expect(nothing).toEqual([]);
    const told = findingsOf(control, records).map(({ rule, level }) => `${rule} ${level}`);
    expect(told).toEqual(['context better']);
  });

  test('fails for an operation that has no arm under a policy any more', () => {
    const arms = SCENARIO.arms.filter(({ isolation }) => isolation !== 'rls');
    const today = { ...SCENARIO, arms };
    const told = findingsOf(saved, checkOf(today), [today]).map(
      ({ rule, level, operation }) => `${rule} ${level} ${operation}`,
    );
    expect(told).toContain('not-compared failure latest');
  });

  test.each([
    ['is no longer forced', (table: Table) => ({ ...table, forced: false })],
    ['is disabled, and was enabled', (table: Table) => ({ ...table, rowSecurity: false })],
  ])('fails for a table whose row-level security %s', (words, change) => {
    const tables = saved.catalog.tables.map((each) =>
      each.name === 'invoices' ? change(each) : each,
    );
    expect(tables).not.toEqual(saved.catalog.tables);
    const [found, ...others] = findingsOf(saved, records, [SCENARIO], { ...saved.catalog, tables });
    expect(found).toMatchObject({ rule: 'isolation', level: 'failure' });
    expect(found?.message).toContain(words);
    expect(others).toEqual([]);
  });

  test('fails for a policy that lets everything through', () => {
    const policies = saved.catalog.policies.map((each) =>
      each.table === 'invoices' ? { ...each, using: 'true', withCheck: 'true' } : each,
    );
    const catalog = { ...saved.catalog, policies };
    const found = findingsOf(saved, records, [SCENARIO], catalog);
    expect(found.map(({ rule, level }) => `${rule} ${level}`)).toEqual(['isolation failure']);
  });
});

type Table = Baseline['catalog']['tables'][number];

/** The arm that the lies about contexts are told of, and the scenario where it sets no tenant. */
const NOTHING: Arm['context'] = 'set-local-autocommit';
const CARRIED = SCENARIO.arms.find(({ isolation }) => isolation === 'rls') as Arm;
const CARRYING_NOTHING: LoadedScenario = {
  ...SCENARIO,
  arms: SCENARIO.arms.map((arm) => (arm === CARRIED ? { ...arm, context: NOTHING } : arm)),
};

/** Today's check, had it been of that scenario: it proves and plans nothing of a control. */
function checkOf(scenario: LoadedScenario): JournalRecord[] {
  return records.flatMap((record): JournalRecord[] => {
    if (record.type === 'scenario') {
      const { roundTrips } = record.scenario.arms.find(
        ({ name }) => name === CARRIED.name,
      ) as (typeof record.scenario.arms)[number];
      const arms = scenarioFactsOf(scenario).arms.map((arm) =>
        arm.name === CARRIED.name ? { ...arm, roundTrips } : arm,
      );
      return [{ ...record, scenario: { ...record.scenario, arms } }];
    }
    const arms = {
      plan: record.type === 'plan' ? record.arm : null,
      proof: record.type === 'proof' ? record.proof.arm : null,
      expectation: record.type === 'expectation' ? record.expectation.arm : null,
    };
    return Object.values(arms).includes(CARRIED.name) ? [] : [record];
  });
}

/** A plan that reads the whole table where it sought, for a buffer more: well within the budget. */
function withoutIndex(record: JournalRecord): JournalRecord {
  if (record.type !== 'plan') return record;
  const nodes = record.summary.nodes.map((node) =>
    node.index === null
      ? node
      : {
          ...{ ...node, nodeType: 'Seq Scan', index: null, indexColumns: [] },
          ...{ indexCondition: null, filter: node.indexCondition },
        },
  );
  const { buffers } = record.summary;
  return { ...record, summary: { ...record.summary, buffers: buffers + 1, nodes } };
}
