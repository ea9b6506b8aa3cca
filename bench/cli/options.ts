import type { Options } from 'yargs';
import { BadInputError } from '../errors.js';
import { PROFILE_NAMES } from '../run/profiles.js';

/** The options several commands share, described once. */
export const PROFILE_OPTION = {
  type: 'string',
  default: 'quick',
  describe: `How much to run: ${PROFILE_NAMES.join(', ')}`,
} as const satisfies Options;

export const TARGET_OPTION = {
  type: 'string',
  default: 'embedded',
  describe: 'embedded, or postgres://user@host:port/database (password also from PGPASSWORD)',
} as const satisfies Options;

export const PG_OPTION = {
  type: 'number',
  default: 18,
  describe: 'Major version of the embedded Postgres: 15, 16, 17 or 18',
} as const satisfies Options;

export const JSON_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'Print the result as JSON on stdout; progress goes to stderr',
} as const satisfies Options;

const PG_MAJORS = [15, 16, 17, 18] as const;

/** @throws {BadInputError} when `value` is no version we can bring. */
export function parsePgMajor(value: number): 15 | 16 | 17 | 18 {
  const major = PG_MAJORS.find((known) => known === value);
  if (major !== undefined) return major;
  throw new BadInputError(
    `--pg takes ${PG_MAJORS.join(', ')}; got "${value}".`,
    'For another version, start that server yourself and name it with --target postgres://...',
  );
}

/** @throws {BadInputError} when `value` is not a whole number from 1 to 2^31-1. */
export function parseSeed(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value < 2 ** 31) return value;
  throw new BadInputError(
    `--seed takes a whole number from 1 to ${2 ** 31 - 1}; got "${value}".`,
    'The same seed makes the same rows; leave it out to use 1.',
  );
}
