import { describe, expect, test } from 'vitest';
import { compareRuns, whyNothing } from '../../bench/compare/compare-runs.js';
import { type Comparison, comparison } from '../../bench/compare/comparison.js';
import type { ArmResult, ContrastResult, Result } from '../../bench/result/result.js';
import { otherPlan, syntheticMember } from '../matrix/synthetic-members.js';

const made = syntheticMember(18, { operations: ['latest'] }).result;

/** The made run, otherwise in what `change` says. */
function otherwise(change: (copy: Result) => void): Result {
  const copy = structuredClone(made);
  change(copy);
  return copy;
}

function compared(b: Result, a: Result = made): Comparison {
  return compareRuns({ name: 'before', result: a }, { name: 'after', result: b });
}

const termOf = ({ terms }: Comparison, what: string) => terms.find((term) => term.what === what);

/** Changes every arm that `which` is true of. */
function arms(copy: Result, which: (arm: ArmResult) => boolean, change: (arm: ArmResult) => void) {
  const those = copy.arms.filter(which);
  if (those.length === 0) throw new Error('no arm to change');
  for (const arm of those) change(arm);
}

describe('what may be compared', () => {
  test('a run with itself: everything, nothing differs', () => {
    const same = compared(made);
    expect(comparison.parse(same)).toEqual(same);
    expect(same.kinds).toEqual({ exact: true, ratios: true, times: true });
    expect(same.terms.every(({ equal }) => equal)).toBe(true);
    expect(same.exact.compared).toBeGreaterThan(5);
    expect(same.exact.changes).toEqual([]);
    expect(same.ratios.length).toBeGreaterThan(5);
    expect(same.ratios.filter(({ judgement }) => judgement === 'apart')).toEqual([]);
    expect(same.times.length).toBeGreaterThan(5);
    expect(whyNothing(same)).toBeNull();
  });

  test.each<[string, (copy: Result) => void, Comparison['kinds']]>([
    [
      'seed',
      (copy) => {
        copy.seed = 2;
      },
      { exact: false, ratios: true, times: false },
    ],
    [
      'PostgreSQL',
      (copy) => {
        copy.target.serverVersion = '17.6';
        copy.target.serverVersionNum = 170006;
      },
      { exact: false, ratios: true, times: false },
    ],
    [
      'PostgreSQL',
      (copy) => {
        copy.target.serverVersion = '18.9';
        copy.target.serverVersionNum = Math.floor(copy.target.serverVersionNum / 10_000) * 10_000;
      },
      { exact: true, ratios: true, times: true },
    ],
    [
      'machine',
      (copy) => {
        copy.environment.cpuModel = 'another';
      },
      { exact: true, ratios: true, times: false },
    ],
    [
      'target',
      (copy) => {
        copy.target.kind = 'docker';
      },
      { exact: true, ratios: true, times: false },
    ],
    [
      'PgBouncer',
      (copy) => {
        copy.target.pooler = 'PgBouncer 1.21.0';
      },
      { exact: true, ratios: true, times: false },
    ],
    [
      'rlsbench',
      (copy) => {
        copy.environment.rlsbenchVersion = '9.9.9';
      },
      { exact: true, ratios: true, times: true },
    ],
    [
      'profile',
      (copy) => {
        copy.profile.name = 'thorough';
      },
      { exact: true, ratios: true, times: true },
    ],
    [
      'server settings',
      (copy) => {
        copy.target.settings.push({ name: 'work_mem', value: '1', unit: 'kB', source: 'x' });
      },
      { exact: true, ratios: true, times: true },
    ],
    [
      'dataset',
      (copy) => {
        for (const tenant of copy.dataset.tenants) tenant.rows += 1;
      },
      { exact: false, ratios: true, times: false },
    ],
  ])('another %s: that line says so, and what of it follows', (what, change, kinds) => {
    const result = compared(otherwise(change));
    expect(result.terms.filter(({ equal }) => !equal).map((term) => term.what)).toEqual([what]);
    expect(termOf(result, what)?.because).toMatch(/\w/);
    expect(result.kinds).toEqual(kinds);
    if (!kinds.exact) expect(result.exact.compared).toBe(0);
    if (!kinds.times) expect(result.times).toEqual([]);
  });

  test('ports and names of the server are no other setting', () => {
    const settings = [{ name: 'port', value: '1', unit: null, source: 'x' }];
    const result = compared(otherwise((copy) => copy.target.settings.push(...settings)));
    expect(termOf(result, 'server settings')?.equal).toBe(true);
  });

  test('two servers by URL may be anywhere: no times', () => {
    const url = otherwise((copy) => {
      copy.target.kind = 'url';
    });
    expect(compared(url, url).kinds).toEqual({ exact: true, ratios: true, times: false });
  });

  test('of another size nothing may be compared, and it says why', () => {
    const result = compared(
      otherwise((copy) => {
        for (const table of copy.dataset.tables) table.rows *= 10;
      }),
    );
    expect(result.kinds).toEqual({ exact: false, ratios: false, times: false });
    expect(whyNothing(result)).toMatch(/^dataset \(.* against .*\): .*other work/);
  });

  test('other scenarios have nothing in common', () => {
    const result = compared(
      otherwise((copy) => {
        for (const facts of copy.scenarios) facts.name = 'mine';
      }),
    );
    expect(whyNothing(result)).toMatch(/^no plan and no ratio is in both \(.*only A has this/);
  });

  test('an operation with other SQL, or an arm that varies other things, is left out', () => {
    const result = compared(
      otherwise((copy) => {
        const [facts] = copy.scenarios;
        const [operation] = facts?.operations ?? [];
        const arm = facts?.arms.find(({ name }) => name === 'rls-context');
        if (!operation || !arm) throw new Error('expected them in the made run');
        operation.rls += ' -- otherwise';
        arm.planCacheMode = 'force_custom_plan';
      }),
    );
    const [operation] = made.scenarios[0]?.operations ?? [];
    expect(result.leftOut.map(({ what }) => what)).toEqual([
      `where-vs-rls, operation ${operation?.name}`,
      'where-vs-rls, arm rls-context',
    ]);
    const rows = [...result.times, ...result.ratios];
    expect(rows.filter((row) => row.operation === operation?.name)).toEqual([]);
    expect(result.times.filter(({ arm }) => arm === 'rls-context')).toEqual([]);
  });
});

describe('exact figures', () => {
  test('every figure that changed is told, each plan once', () => {
    const isIt = ({ operation, tenant, arm }: ArmResult) =>
      operation === 'latest' && tenant === 'whale' && arm === 'rls-context';
    const { exact } = compared(
      otherwise((copy) =>
        arms(copy, isIt, (arm) => {
          if (arm.plan === null) throw new Error('expected a plan');
          arm.plan = { ...otherPlan(arm.plan), buffers: arm.plan.buffers + 7 };
          arm.roundTrips += 1;
        }),
      ),
    );
    expect(exact.changes).toHaveLength(1);
    expect(exact.changes[0]).toMatchObject({
      what: ['plan', 'buffers', 'roundTrips'],
      arm: 'rls-context',
      shapes: [
        expect.stringContaining('Index Scan Backward'),
        expect.stringContaining('Index Only Scan'),
      ],
    });
  });

  test('a plan that one run has not is counted, not compared', () => {
    const { exact } = compared(
      otherwise((copy) =>
        arms(
          copy,
          ({ arm, tenant }) => arm === 'rls-context' && tenant === 'tiny',
          (arm) => {
            arm.plan = null;
          },
        ),
      ),
    );
    expect(exact.onlyA).toBeGreaterThan(0);
    expect(exact.onlyB).toBe(0);
    expect(exact.changes).toEqual([]);
  });
});

describe('ratios within a run', () => {
  /** B's ratio of a contrast, all cells: `times` A's. */
  function scaled(name: string, times: number, more: Partial<ContrastResult> = {}): Comparison {
    return compared(
      otherwise((copy) => {
        for (const contrast of copy.contrasts.filter(({ contrast }) => contrast === name)) {
          contrast.ratio *= times;
          contrast.low *= times;
          contrast.high *= times;
          Object.assign(contrast, more);
        }
      }),
    );
  }
  const judgements = ({ ratios }: Comparison, name: string) => [
    ...new Set(ratios.filter((row) => row.contrast === name).map(({ judgement }) => judgement)),
  ];

  test('half as much again is told from zero; a thousandth is not', () => {
    expect(judgements(scaled('policy', 1.5), 'policy')).toEqual(['apart']);
    expect(judgements(scaled('policy', 1.001), 'policy')).toEqual(['not-told']);
    const [row] = scaled('policy', 1.5).ratios.filter(({ contrast }) => contrast === 'policy');
    expect(row?.change).toBeCloseTo(1.5);
    expect(row?.low).toBeLessThan(1.5);
    expect(row?.minimumDetectableEffect).toBeGreaterThan(0);
  });

  test('what identical arms may differ by is no change; what a run does not trust is not judged', () => {
    expect(judgements(scaled('policy', 1.1, { noiseFloor: 0.2 }), 'policy')).toEqual([
      'within-noise',
    ]);
    expect(judgements(scaled('policy', 1.5, { untrusted: true }), 'policy')).toEqual(['untrusted']);
  });

  test('arms with other round trips are shown and not judged, and make no other p larger', () => {
    const facts = made.scenarios[0];
    const trips = (name: string) => facts?.arms.find((arm) => arm.name === name)?.roundTrips;
    const unlike = facts?.contrasts.find(
      ({ treatment, baseline }) => trips(treatment) !== trips(baseline),
    );
    if (unlike === undefined) throw new Error('expected such a contrast');
    expect(judgements(scaled(unlike.name, 3), unlike.name)).toEqual(['unlike-arms']);
  });

  test('A/A contrasts are no ratios of interest', () => {
    const aa = made.contrasts.filter(({ kind }) => kind === 'aa').map(({ contrast }) => contrast);
    expect(aa.length).toBeGreaterThan(0);
    expect(compared(made).ratios.filter(({ contrast }) => aa.includes(contrast))).toEqual([]);
  });
});
