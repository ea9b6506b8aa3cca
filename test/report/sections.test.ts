import { describe, expect, test } from 'vitest';
import { scenarioAnswer, sectionOf } from '../../bench/report/page/sections/registry.js';
import { pagesOf } from '../../bench/report/pages.js';
import { comparisonOf, turnedRound } from '../../bench/report/scenario/view.js';
import { contrast } from './contrast.js';
import { madeCovering, madeGrowth, madeIndexes } from './made-index-scenarios.js';
import {
  madeLeakproof,
  madePolicies,
  madePrepared,
  madeWrapRisk,
  madeWrites,
} from './made-policy-scenarios.js';
import { madeAnswer as said, madeView as view } from './made-view.js';
import { syntheticRun } from './synthetic.js';
import { MADE } from './synthetic-siblings.js';

describe('each scenario gets the section of what its arms vary', () => {
  test.each(MADE.map((made) => [made.name, made] as const))('%s', (name, made) => {
    expect(sectionOf(view(made))?.name).toBe(name);
  });

  test('the ladder of where-vs-rls has none and stays on the main page', () => {
    const { main, own } = pagesOf(syntheticRun().result);
    expect(main.scenarios.map(({ name }) => name)).toEqual(['where-vs-rls']);
    expect(own).toEqual([]);
  });

  test('that WHERE arms have no policy is no level of the policy', () => {
    const [rls] = madeLeakproof.arms.filter(({ isolation }) => isolation === 'rls');
    expect(rls).toBeDefined();
    const one = {
      ...madeLeakproof,
      arms: madeLeakproof.arms.map((arm) =>
        arm.isolation === 'rls' ? { ...arm, policy: 'wrapped' } : arm,
      ),
    };
    expect(sectionOf(view(one))?.name).toBe('leakproof');
  });
});

describe('answers', () => {
  test('indexes: the index with what it reads for each tenant, and without it', () => {
    expect(said(madeIndexes)).toContain(
      '“Latest 20 invoices” under RLS: (tenant_id, created_at DESC) reads 24 buffers for the whale, 10 for the median tenant and 4 for the tiny tenant; without it (none) up to 9,120; median latency −99.1% (95% interval −99.1 to −99.1%)',
    );
  });

  test('indexes: partitions are another table, named where they read less but no index to add', () => {
    expect(said(madeIndexes)).toContain(
      'for the whale; 8 hash partitions by tenant, each (tenant_id, created_at DESC) would read at most 9.',
    );
    expect(said(madeIndexes)).not.toContain('The index to have, by buffers read: 8 hash');
  });

  test('a time that is not told from zero is not given as a cost', () => {
    const unsure = said(madeIndexes, (result) => ({
      ...result,
      contrasts: result.contrasts.map((one) => ({ ...one, ratio: 1.02, low: 0.98, high: 1.06 })),
    }));
    expect(unsure).toContain('in time not told apart');
    expect(unsure).not.toContain('median latency');
  });

  test('covering: pays until too many rows were updated', () => {
    expect(said(madeCovering)).toMatch(
      /INCLUDE pays where the table is “after VACUUM” \(90 buffers with 0 heap fetches against 4,000 of the plain index; median latency .*\), “1% updated” and “10% updated”; it does not where it is “50% updated” \(9,090 buffers/,
    );
  });

  test('growth: a seek, growth with the table, and growth with the tenant’s own rows', () => {
    const answer = said(madeGrowth);
    expect(answer).toContain('(tenant_id, created_at DESC): of 3 operations, 3 stay seeks');
    expect(answer).toContain('(created_at): of 3 operations, 3 grow with the table');
    expect(answer).toContain("(tenant_id): of 3 operations, 3 grow with the tenant's own rows");
    expect(answer).toContain('rows^1.00 (1.00 to 1.00)');
  });

  test('growth: at most a page a row is a seek, however far apart the rows come to lie', () => {
    const spread = {
      ...madeGrowth,
      cost: (arm: { rows?: string | undefined }) => ({
        ...{ index: 'i', buffers: Math.min(24, 4 + Math.round(Number(arm.rows) ** 0.7)) },
      }),
    };
    expect(said(spread)).toContain('3 stay seeks');
    const more = {
      ...madeGrowth,
      cost: (arm: { rows?: string | undefined }) => ({
        ...{ index: 'i', buffers: 26 + Number(arm.rows) },
      }),
    };
    expect(said(more)).not.toContain('seek');
  });

  test('policies: how many forms are slower for sure, and the calls counted', () => {
    expect(said(madePolicies)).toContain(
      '8 of 38 forms of the policy are slower than “bare setting”',
    );
    expect(said(madePolicies)).toContain(
      'Calls of one function an execution there: from 2 of current_setting, counted with a stand-in (“bare setting”), to 400,001 of current_setting, counted with a stand-in (“form 31: volatile helper, wrapped”).',
    );
    const untold = said(madePolicies, (result) => ({
      ...result,
      contrasts: result.contrasts.map((one) => ({ ...one, adjustedP: 0.7 })),
    }));
    expect(untold).toContain('None of 38 forms of the policy is told to be slower');
  });

  test('leakproof: the trap, its price and its cure', () => {
    expect(said(madeLeakproof)).toContain(
      'Of 4 predicates with the right index present, 3 lose it',
    );
    expect(said(madeLeakproof)).toContain(
      '“Filter by numeric range” loses its index under RLS: 40 buffers with WHERE, 4,200 under RLS; median latency 42.6 times (95% interval 42.2 to 43.0 times); “rewrite” wins it back with 40 buffers.',
    );
  });

  test('wrap-risk: safe, or the composite index it needs', () => {
    expect(said(madeWrapRisk)).toContain(
      'safe for “Read one invoice by id”; needs a composite index for “Latest 20 invoices”',
    );
    expect(said(madeWrapRisk)).toContain('from 9 to 190,000 buffers');
    const safe = { ...madeWrapRisk, cost: () => ({ buffers: 9, p50Us: 70 }) };
    expect(said(safe)).toContain('is safe for “Latest 20 invoices” and “Read one invoice by id”.');
  });

  test('prepared: which statement was poisoned, against its own plan', () => {
    expect(said(madePrepared)).toContain('800 buffers against 8 of its own plan; median latency');
    const clean = { ...madePrepared, cost: () => ({ buffers: 8, p50Us: 80 }) };
    expect(said(clean)).toMatch(/^None of 24 statements warmed by another tenant/);
  });

  test('writes: which are slower, and whether the log gets more', () => {
    expect(said(madeWrites)).toBe(
      'RLS makes 1 of 3 writes slower for the whale tenant, most of all “Insert 100 invoices”: median latency +12.0% (95% interval +10.9 to +13.1%). All 3 writes make as many WAL records under RLS as with WHERE.',
    );
  });

  test('nothing measured is no answer, and not firm', () => {
    for (const made of MADE) {
      const nothing = view(made, (result) => ({ ...result, arms: [], contrasts: [] }));
      expect(scenarioAnswer(nothing), made.name).toEqual([
        { text: 'Too little was measured for an answer.', firm: false },
      ]);
    }
  });
});

describe('comparing two arms', () => {
  test('a contrast the other way round is turned: ratio, interval and difference', () => {
    const one = contrast({ ratio: 2, low: 1.6, high: 2.5, differenceNs: 700 });
    expect(turnedRound(one)).toMatchObject({
      ratio: 0.5,
      low: 0.4,
      high: 0.625,
      differenceNs: -700,
    });
    const known = view(madeWrapRisk);
    const [there, back] = [
      comparisonOf(known, 'latest', 'tiny', 'wrapped-0', 'bare-0'),
      comparisonOf(known, 'latest', 'tiny', 'bare-0', 'wrapped-0'),
    ];
    expect((there?.ratio ?? 0) * (back?.ratio ?? 0)).toBeCloseTo(1, 9);
    expect(back?.low).toBeLessThan(back?.ratio ?? 0);
    expect(comparisonOf(known, 'latest', 'tiny', 'wrapped-0', 'wrapped-1')).toBeUndefined();
  });
});
