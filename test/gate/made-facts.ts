import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../../bench/gate/budgets.js';
import type { GateFacts } from '../../bench/result/gate-parts.js';
import type { StartRecord } from '../../bench/result/journal.js';
import { syntheticJournal } from '../../scripts/synthetic-journal.js';

/** A made-up gate: what it compares and how it judges, without a server. */

/** All that ends a string, a cell, a tag, a comment or a section where a name is written down. */
export const HOSTILE =
  '<script>alert("x")</script> `tick` | \\pipe ]]> -- \'q\' & \r\n# *line* two';

export const SCENARIO = 'invoices';
export const SCENARIO_FILE = 'scenarios/invoices.ts';
/** The title of operation `notes`: text that a careless exporter would let through. */
export const HOSTILE_TITLE = `notes of ${HOSTILE}`;

const TITLES: Readonly<Record<string, string>> = {
  latest: 'latest 20 invoices',
  'count-open': 'count open invoices',
  point: 'one invoice by its id',
  total: 'total of a month',
  notes: HOSTILE_TITLE,
};

/** The arms that stand for an arm of the scenario in a gate: base's, its clone's and head's. */
export function madeArms(arm = 'rls'): { base: string; again: string; head: string } {
  return { base: `base:${arm}`, again: `base-again:${arm}`, head: `head:${arm}` };
}

/** One scenario of five operations, all timed on arm `rls`; another was added, another removed. */
export function madeGateFacts(overrides: Partial<GateFacts> = {}): GateFacts {
  const operations = Object.entries(TITLES).map(([name, title], index) => ({
    name,
    title,
    line: 12 + 14 * index,
    state: 'same' as const,
  }));
  return {
    base: { label: 'main', kind: 'ref', commit: 'a'.repeat(40), sqlFiles: ['db/001-tables.sql'] },
    head: {
      label: 'pull-request',
      kind: 'folder',
      commit: null,
      sqlFiles: ['db/001-tables.sql', 'db/002-drop-index.sql'],
    },
    scenarios: [
      {
        name: SCENARIO,
        file: SCENARIO_FILE,
        operations: [
          ...operations,
          { name: 'search', title: 'search by number', line: 90, state: 'added' },
          { name: 'old-report', title: 'the old report', line: null, state: 'removed' },
        ],
      },
    ],
    pairs: [
      ...operations.map(({ name }) => ({
        scenario: SCENARIO,
        operation: name,
        arm: 'rls',
        ...madeArms(),
      })),
      ...operations.map(({ name }) => ({
        scenario: SCENARIO,
        operation: name,
        arm: 'where',
        ...madeArms('where'),
        again: null,
      })),
      { ...pairOf('search'), base: null, head: 'head:rls' },
      { ...pairOf('old-report'), base: 'base:rls', head: null },
    ],
    margins: DEFAULT_MARGINS,
    budgets: DEFAULT_BUDGETS,
    tier: 3,
    strict: false,
    maxTimeSeconds: 60,
    ...overrides,
  };
}

function pairOf(operation: string) {
  return { scenario: SCENARIO, operation, arm: 'rls', again: null };
}

/** The start of a made journal. */
export function madeStart(overrides: Partial<StartRecord> = {}): StartRecord {
  const [start] = syntheticJournal({
    seed: 1,
    cells: 0,
    blocks: 0,
    roundsPerBlock: 1,
    arms: {},
    contrasts: [],
  });
  if (start?.type !== 'start') throw new Error('a synthetic journal opens with its start');
  return {
    ...start,
    runId: '20261121-220000-gate',
    command: 'rlsbench gate --base main --head pull-request',
    ...overrides,
  };
}
