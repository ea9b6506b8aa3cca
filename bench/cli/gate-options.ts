import { BadInputError } from '../errors.js';
import { DEFAULT_BUDGETS } from '../gate/budgets.js';
import { requireKnown } from '../nearest.js';
import type { GateBudget, GateBudgets } from '../result/gate-parts.js';

/**
 * `5%` or `0.05` as a ratio minus 1.
 *
 * @throws {BadInputError} when it is none, or not above 0 and at most 1.
 */
export function parseMargin(value: string): number {
  const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(value.trim()) ?? [];
  const ratio = Number(number) / (percent === '%' ? 100 : 1);
  if (number !== '' && ratio > 0 && ratio <= 1) return ratio;
  throw new BadInputError(
    `--margin takes a share above 0 and up to 100%; got "${value}".`,
    'Give it as 5% or 0.05.',
  );
}

const BUDGET_NAMES = {
  buffers: 'buffers',
  'rows-removed': 'rowsRemoved',
  'heap-fetches': 'heapFetches',
  calls: 'calls',
  'round-trips': 'roundTrips',
  'wal-records': 'walRecords',
  'wal-bytes': 'walBytes',
} as const satisfies Record<string, keyof GateBudgets>;
const NAMES = Object.keys(BUDGET_NAMES) as (keyof typeof BUDGET_NAMES)[];

/**
 * Budgets from `NAME=30%` (that share of base's figure) and `NAME=+100` (so much more than it). What is
 * not named of a figure, its share or its number, stays what it is without; the last one counts.
 *
 * @throws {BadInputError} for a name that is none, and for an allowance that is neither.
 */
export function parseBudgets(values: readonly string[]): GateBudgets {
  const budgets = { ...DEFAULT_BUDGETS };
  for (const value of values) {
    const [, name, allowance] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
    if (name === undefined || allowance === undefined) throw wrongAllowance(value);
    const figure = BUDGET_NAMES[requireKnown('budget', name, NAMES)];
    budgets[figure] = { ...budgets[figure], ...parseAllowance(value, allowance) };
  }
  return budgets;
}

function parseAllowance(value: string, allowance: string): Partial<GateBudget> {
  const [, share] = /^(\d+(?:\.\d+)?)%$/.exec(allowance) ?? [];
  if (share !== undefined) return { ratio: Number(share) / 100 };
  const [, more] = /^\+(\d+)$/.exec(allowance) ?? [];
  if (more !== undefined) return { absolute: Number(more) };
  throw wrongAllowance(value);
}

function wrongAllowance(value: string): BadInputError {
  return new BadInputError(
    `--budget takes NAME=30% (that share more than base) or NAME=+100 (so many more); got "${value}".`,
    `Names are ${NAMES.join(', ')}.`,
  );
}

/** @throws {BadInputError} when it is no number of seconds from 5 to 3600. */
export function parseMaxTime(value: string): number {
  const seconds = /^\d+(\.\d+)?s?$/.test(value) ? Number.parseFloat(value) : Number.NaN;
  if (seconds >= 5 && seconds <= 3600) return seconds;
  throw new BadInputError(
    `--max-time takes 5 to 3600 seconds; got "${value}".`,
    'A gate that is not timed at all is --tier 1.',
  );
}

/** @throws {BadInputError} for anything but 1 and 3. */
export function parseTier(value: string): 1 | 3 {
  if (value === '1') return 1;
  if (value === '3') return 3;
  throw new BadInputError(
    `--tier takes 1 (exact checks only) or 3 (server CPU and latency too); got "${value}".`,
    'Leave it out for all tiers.',
  );
}

/**
 * The SQL of a pull request may make roles, change settings and drop databases.
 *
 * @throws {BadInputError} for a server that is not ours.
 */
export function requireOwnServer(target: string): void {
  if (target === 'embedded' || target === 'docker') return;
  throw new BadInputError(
    'The gate runs the SQL of base and head, which may make roles and change the server, so it takes a server of its own: --target embedded or docker.',
    'Leave --target out; rlsbench run and check work on a server of yours.',
  );
}
