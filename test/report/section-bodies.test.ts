import { describe, expect, test } from 'vitest';
import { madeCovering, madeGrowth, madeIndexes } from './made-index-scenarios.js';
import {
  madeLeakproof,
  madePolicies,
  madePrepared,
  madeWrapRisk,
  madeWrites,
} from './made-policy-scenarios.js';
import { madeView } from './made-view.js';
import { renderedSection, type SectionRow } from './section-rows.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** Figures of the made scenarios, found in the tables where a person would look them up. */

const rendered = (made: MadeScenario) => renderedSection(madeView(made));

/** The only row that begins so, its cells joined. */
function rowOf(rows: readonly SectionRow[], ...first: string[]): string {
  const found = rows.filter(({ cells }) => first.every((text, i) => cells[i] === text));
  expect(
    found.map(({ cells }) => cells[0]),
    first.join(', '),
  ).toHaveLength(1);
  return found[0]?.cells.join(' | ') ?? '';
}

const SAME = '0.0% −1.0 to +1.0% within noise; detectable 1.0%';

describe('indexes', () => {
  const { rows, text } = rendered(madeIndexes);

  test('what each level costs to have, one measurement told from nine', () => {
    expect(rowOf(rows, 'Measured on')).toBe(
      'Measured on | index bytes | build time | insert time a row | insert WAL bytes a row',
    );
    expect(rowOf(rows, 'sibling tenant')).toBe(
      'sibling tenant | 5.25 MiB | 210 ms one measurement, noise not known | 21.0 µs 19.0 µs to 23.5 µs | 213 B',
    );
    expect(rows).toHaveLength(1 + 10);
  });

  test('a recommendation an operation', () => {
    expect(text).toContain(
      '“Count open invoices” under RLS: (tenant_id, created_at DESC) reads 720',
    );
    expect(text.match(/” under RLS: /g)).toHaveLength(6);
  });
});

describe('covering', () => {
  const { rows } = rendered(madeCovering);

  test('a row a state: buffers and heap fetches of both, their ratio, and whether it pays', () => {
    const whale = rows.filter(({ cells }) => cells[0] === '50% updated whale tenant, RLS');
    expect(whale[0]?.cells.slice(1)).toEqual([
      ...['9,090, 9,000', '4,000, 0', '4.59 ms', '2.05 ms'],
      ...['2.24 times 2.22 to 2.26 times dearer; detectable 1.0%', 'no'],
    ]);
    const median = rows.filter(({ cells }) => cells[0] === '1% updated median tenant, RLS');
    expect(median[0]?.cells.slice(1, 4)).toEqual(['156, 120', '1,600, 0', '128 µs']);
    expect(median[0]?.cells.at(-1)).toBe('yes');
    // One for each of two operations.
    expect([whale.length, median.length]).toEqual([2, 2]);
  });

  test('with WHERE too, where no contrast was asked for', () => {
    const where = rows.find(({ cells }) => cells[0] === 'after VACUUM whale tenant, WHERE');
    expect(where?.cells.slice(1)).toEqual([
      ...['90, 0', '4,000, 0', '95.0 µs', '2.05 ms', 'not measured', 'yes'],
    ]);
  });
});

describe('growth', () => {
  const { rows } = rendered(madeGrowth);
  const both = (law: string) => `${law} with the table ${law} with own rows`;

  test('exponents with their interval, of the table and of own rows, and the verdict', () => {
    const seek = rowOf(rows, 'Latest 20 invoices (tenant_id, created_at DESC)').split(' | ');
    expect(seek[1]).toBe(both('0.02 0.01 to 0.03'));
    expect(seek.at(-1)).toBe('stays a seek');
    const walk = rowOf(rows, 'Latest 20 invoices (created_at)').split(' | ');
    expect(walk.slice(1, 4)).toEqual([
      ...[both('1.00 1.00 to 1.00'), both('1.00 1.00 to 1.00'), '1.00 1.00 to 1.00'],
    ]);
    expect(walk[4]).toMatch(/^0\.94 0\.87 to 1\.00 with the table/);
    expect(walk.at(-1)).toBe('grows with the table');
    const own = rowOf(rows, 'Latest 20 invoices (tenant_id)').split(' | ');
    // The tiny tenant's rows stay, and so does what it reads.
    expect(own[3]).toBe('0.00 0.00 to 0.00');
    expect(own.at(-1)).toBe("grows with the tenant's own rows");
  });
});

describe('policies', () => {
  const { rows } = rendered(madePolicies);
  const of = (form: string) => rows.find(({ cells }) => cells[0] === form)?.cells.slice(1);

  test('a row a form: buffers, rows removed, its ratio over the reference, calls and plan', () => {
    expect(of('form 31: volatile helper, wrapped')).toEqual([
      ...['9,000', '180,000', '117 ms'],
      '1,170 times 1,158 to 1,182 times dearer; detectable 1.0%',
      '400,001 of current_setting (stand-in)',
      'Seq Scan invoices; 180,000 rows removed by filters',
    ]);
    expect(of('bare setting')).toEqual([
      ...['24', '0', '100 µs', 'the reference', '2 of current_setting (stand-in)'],
      'Index Scan invoices_latest',
    ]);
    expect(of('WHERE')?.[3]).toBe(SAME);
  });

  test('each operation and tenant has its table of all forms', () => {
    expect(rows).toHaveLength(8 * 3 * (1 + 40));
  });
});

describe('leakproof', () => {
  const { rows } = rendered(madeLeakproof);
  const ofWhale = (what: string) =>
    rows.find(({ cells }) => cells[0] === `Filter by ${what}`)?.cells.slice(1);

  test('the trap, its price over WHERE and its cure, with their plans', () => {
    expect(ofWhale('numeric range WHERE')).toEqual([
      '40',
      '100 µs',
      'the baseline',
      'Index Scan i',
    ]);
    expect(ofWhale('numeric range RLS: the trap')).toEqual([
      ...['4,200', '4.26 ms', '42.6 times 42.2 to 43.0 times dearer; detectable 1.0%'],
      'Seq Scan invoices; 31,000 rows removed by filters',
    ]);
    expect(ofWhale('numeric range RLS, rewrite: the cure')).toEqual([
      ...['40', '100 µs', SAME, 'Index Scan i'],
    ]);
  });

  test('a predicate that keeps its index is no trap', () => {
    expect(ofWhale('timestamp RLS: no trap')?.[0]).toBe('40');
    expect(ofWhale('timestamp RLS: the trap')).toBeUndefined();
  });
});

test('wrap-risk: bare against wrapped on each level and tenant, and the one that is harmed', () => {
  const { rows } = rendered(madeWrapRisk);
  expect(rows.filter(({ marked }) => marked).map(({ cells }) => cells.join(' | '))).toEqual([
    'tiny tenant | separate | 9 | 190,000 | 1,257 times 1,245 to 1,270 times dearer; detectable 1.0% | harms',
  ]);
  expect(rowOf(rows, 'Latest 20 invoices')).toContain('needs this composite index: (tenant_id, cr');
  expect(rowOf(rows, 'Read one invoice by id')).toBe('Read one invoice by id | wrap is safe');
  const safe = rows.filter(({ cells }) => cells.at(-1) === 'safe');
  expect(safe).toHaveLength(2 * 2 * 3 - 1);
  expect(safe[0]?.cells).toEqual(['whale tenant', 'separate', '9', '9', SAME, 'safe']);
});

test("prepared: who ran what another's parameters had warmed, the poisoned ones marked", () => {
  const { rows } = rendered(madePrepared);
  const poisoned = rows.filter(({ marked }) => marked).map(({ cells }) => cells);
  expect(poisoned).toHaveLength(2);
  expect(poisoned[0]).toEqual([
    ...['tiny tenant, warmed by whale auto, warmed by whale', 'auto custom', '800', '8', '900 µs'],
    '11.3 times 11.1 to 11.4 times dearer; detectable 1.0%',
  ]);
  const own = rows.find(({ cells }) => cells[0]?.startsWith('tiny tenant, warmed by itself auto,'));
  expect(own?.cells.slice(2)).toEqual(['8', '8', '80.0 µs', 'its own']);
});

test('writes: RLS over WHERE, and what both read and log', () => {
  const { rows } = rendered(madeWrites);
  expect(rowOf(rows, 'Insert 100 invoices whale tenant')).toBe(
    'Insert 100 invoices whale tenant | +12.0% +10.9 to +13.1% dearer; detectable 1.0% | 1.27 ms, 1.42 ms | 900, 900 | 300, 300 | 26.4 KiB, 26.4 KiB',
  );
  expect(rowOf(rows, 'Update one invoice tiny tenant')).toBe(
    `Update one invoice tiny tenant | ${SAME} | 80.0 µs, 80.0 µs | 9, 9 | 3, 3 | 270 B, 270 B`,
  );
  expect(rowOf(rows, 'RLS')).toContain('RLS | 91.0 µs');
  expect(rowOf(rows, 'WHERE')).toContain('WHERE | 2.10 µs');
});
