import type { ExactChange, ExactFigures, ExactRow } from '../../compare/comparison.js';
import { changedCalls, changedExpectations } from '../../compare/plan-figures.js';
import { formatInteger } from '../format.js';

const WORDS: Record<ExactChange, string> = {
  plan: 'plan',
  planKind: 'kind of plan',
  skipScans: 'skip-scanned indexes',
  buffers: 'buffers',
  rowsRemovedByFilter: 'rows removed by filters',
  heapFetches: 'heap fetches',
  calls: 'function calls',
  expectations: 'expectation',
  roundTrips: 'round trips',
  walRecords: 'WAL records',
  walBytes: 'WAL bytes',
};

/** A changed plan as rows of a table: where, what, A's and B's. */
export function changeRows(row: ExactRow): string[][] {
  const where = `${row.scenario}: ${row.title}, ${row.tenant}, ${row.arm}`;
  return row.what.flatMap((what) => sidesOf(row, what).map(([name, a, b]) => [where, name, a, b]));
}

type Sides = [name: string, a: string, b: string];

function sidesOf(row: ExactRow, what: ExactChange): Sides[] {
  const { a, b, shapes } = row;
  switch (what) {
    case 'plan':
      return [[WORDS.plan, ...(shapes ?? (['the same steps', 'with other conditions'] as const))]];
    case 'planKind':
      return [[WORDS.planKind, a.kind, b.kind]];
    case 'skipScans':
      return [
        [WORDS.skipScans, a.skipScans.join(', ') || 'none', b.skipScans.join(', ') || 'none'],
      ];
    case 'calls':
      return changedCalls(a, b).map(({ name, from, to }) => [
        `calls of ${name}`,
        formatInteger(from),
        formatInteger(to),
      ]);
    case 'expectations':
      return changedExpectations(a, b).map(({ rule, expected, status, actual }) => [
        `${WORDS.expectations} ${rule} ${expected}`,
        status === 'passed' ? 'failed' : 'held',
        status === 'passed' ? 'held' : `failed: ${actual}`,
      ]);
    default:
      return [[WORDS[what], figure(a, what), figure(b, what)]];
  }
}

function figure(
  of: ExactFigures,
  what: Exclude<ExactChange, 'plan' | 'planKind' | 'skipScans' | 'calls' | 'expectations'>,
): string {
  const value = of[what];
  return value === null ? 'not counted' : formatInteger(value);
}
