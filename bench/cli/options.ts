import type { Options } from 'yargs';
import { BadInputError } from '../errors.js';
import type { PoolerChoice } from '../pooler/open.js';
import { parsePoolerUrl } from '../pooler/pooler-url.js';
import { PROFILE_NAMES } from '../run/profiles.js';

/** The options several commands share, described once. */
export const PROFILE_OPTION = {
  type: 'string',
  default: 'quick',
  requiresArg: true,
  describe: `How much to run: ${PROFILE_NAMES.join(', ')}`,
} as const satisfies Options;

export const TARGET_OPTION = {
  type: 'string',
  default: 'embedded',
  requiresArg: true,
  describe:
    'embedded, docker, or postgres://user@host:port/database (password also from PGPASSWORD)',
} as const satisfies Options;

export const PG_OPTION = {
  type: 'string',
  defaultDescription: '"18"',
  requiresArg: true,
  describe: 'Major version of the embedded Postgres, or of the image: 15, 16, 17 or 18',
} as const satisfies Options;

export const SEED_OPTION = {
  type: 'string',
  default: '1',
  requiresArg: true,
  describe: 'Same seed, same rows',
} as const satisfies Options;

export const OUT_OPTION = {
  type: 'string',
  default: 'reports',
  requiresArg: true,
  describe: 'Folder reports go into',
} as const satisfies Options;

export const JSON_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'Print the result as JSON on stdout; progress goes to stderr',
} as const satisfies Options;

export const PGBOUNCER_OPTION = {
  type: 'string',
  requiresArg: true,
  describe: 'Path of a PgBouncer 1.21 or newer; else one is found on PATH or fetched',
} as const satisfies Options;

export const POOLER_URL_OPTION = {
  type: 'string',
  requiresArg: true,
  describe:
    'A PgBouncer that runs already: postgres://user@host:port/database (password also from PGPASSWORD)',
} as const satisfies Options;

/** Where `--pg` is left out. */
export const DEFAULT_PG = '18';

const PG_MAJORS = [15, 16, 17, 18] as const;

export type PgMajor = (typeof PG_MAJORS)[number];

/**
 * The versions of `--pg 15,18`, ascending.
 *
 * @throws {BadInputError} when one of them is no version we can bring, or is there twice.
 */
export function parsePgMajors(value: string): [PgMajor, ...PgMajor[]] {
  const [first = '', ...others] = value.split(',').map((each) => each.trim());
  const majors: [PgMajor, ...PgMajor[]] = [parsePgMajor(first), ...others.map(parsePgMajor)];
  const twice = majors.find((major, index) => majors.indexOf(major) !== index);
  if (twice !== undefined) {
    throw new BadInputError(
      `--pg takes each version once; got ${twice} twice in "${value}".`,
      `Leave one out: --pg ${[...new Set(majors)].join(',')}.`,
    );
  }
  majors.sort((a, b) => a - b);
  return majors;
}

/** @throws {BadInputError} when `value` is no version we can bring. */
export function parsePgMajor(value: string): PgMajor {
  const major = PG_MAJORS.find((known) => String(known) === value);
  if (major !== undefined) return major;
  throw new BadInputError(
    `--pg takes ${PG_MAJORS.join(', ')}; got "${value}".`,
    'For another version, start that server yourself: rlsbench run and check take it as --target postgres://...',
  );
}

/**
 * Which pooler `--pgbouncer` and `--pooler-url` ask for.
 *
 * @throws {BadInputError} for both at once, a URL that is none (no message repeats it), or a running
 * pooler with a server that we start, which it can't know.
 */
export function parsePoolerChoice(given: PoolerArguments, target: string): PoolerChoice {
  const { pgbouncer, poolerUrl } = given;
  if (pgbouncer !== undefined && poolerUrl !== undefined) {
    throw new BadInputError(
      '--pgbouncer starts a PgBouncer and --pooler-url names one that runs; got both.',
      'Leave one of them out.',
    );
  }
  if (poolerUrl !== undefined) parsePoolerUrl(poolerUrl);
  if (poolerUrl !== undefined && !/^postgres(ql)?:/.test(target)) {
    throw new BadInputError(
      `--pooler-url names a pooler in front of a server of yours, and the target is ${target}.`,
      'Name that server too, with --target postgres://..., or use --pgbouncer PATH.',
    );
  }
  return { pgbouncer, poolerUrl };
}

export interface PoolerArguments {
  readonly pgbouncer?: string | undefined;
  readonly poolerUrl?: string | undefined;
}

/** @throws {BadInputError} when `value` is not a whole number from 1 to 2^31-1. */
export function parseSeed(value: string): number {
  const seed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (seed >= 1 && seed < 2 ** 31) return seed;
  throw new BadInputError(
    `--seed takes a whole number from 1 to ${2 ** 31 - 1}; got "${value}".`,
    'The same seed makes the same rows; leave it out to use 1.',
  );
}

/**
 * Several versions are ours to bring, a server of somebody else's has the one it has.
 *
 * @throws {BadInputError} for a list of versions with a server by URL.
 */
export function requireEmbedded(target: string, pgMajors: readonly number[]): void {
  if (pgMajors.length === 1 || target === 'embedded') return;
  throw new BadInputError(
    `--pg takes several versions for the embedded Postgres only; got ${pgMajors.join(',')} with a --target of yours.`,
    'Leave --target out to run these versions here, or --pg out to run on your server.',
  );
}
