import { BadInputError } from '../../errors.js';
import { packageVersion } from '../../package-root.js';
import type { TargetFacts } from '../../result/facts.js';
import type { Baseline, BaselineData } from './baseline.js';
import { howToSave } from './baseline-file.js';
import { type DataRequest, dataOf } from './baseline-of.js';

const DATA_WORDS: Readonly<Record<keyof BaselineData, string>> = {
  schema: 'the dataset',
  generator: "the version of the dataset's generator",
  profile: 'the profile',
  rows: 'the rows of the main table',
  tenants: 'the number of tenants',
  sampleRows: 'the rows of the sample that siblings are clones of',
  seed: 'the seed',
  hash: "the schema's SQL, or what makes and loads its rows (as a hash)",
};

/**
 * Refuses a baseline that says nothing about what is asked for now, as far as that is known before a
 * server runs. Figures of other rows or of another version of rlsbench differ for reasons that are no
 * pull request's.
 *
 * @throws {BadInputError} naming what differs, and how to save a new one.
 */
export function requireComparable(path: string, saved: Baseline, request: DataRequest): void {
  const version = packageVersion();
  if (saved.rlsbench !== version) {
    throw refused(path, 'the version of rlsbench', saved.rlsbench, version);
  }
  const now = dataOf(request);
  for (const key of Object.keys(DATA_WORDS) as (keyof BaselineData)[]) {
    if (saved.dataset[key] === now[key]) continue;
    throw refused(path, DATA_WORDS[key], saved.dataset[key], now[key]);
  }
}

/**
 * The same of the server, once it runs: another major version plans otherwise.
 *
 * @returns what to say of another minor version, which may plan otherwise where a planner bug was
 *   mended; undefined where it is the same
 * @throws {BadInputError} for another major version
 */
export function requireSameMajor(
  path: string,
  saved: Baseline,
  { serverVersion, serverVersionNum }: Pick<TargetFacts, 'serverVersion' | 'serverVersionNum'>,
): string | undefined {
  const major = Math.floor(serverVersionNum / 10_000);
  const { postgres } = saved;
  if (major !== postgres.major) throw otherMajor(path, saved, major);
  if (serverVersion === postgres.version) return undefined;
  return `The baseline is of PostgreSQL ${postgres.version}, this is ${serverVersion}: a minor version rarely changes a plan, but it may.`;
}

/** The error about another major version of Postgres. */
export function otherMajor(path: string, { postgres }: Baseline, major: number): BadInputError {
  return refused(path, 'the major version of PostgreSQL', postgres.major, major);
}

function refused(
  path: string,
  what: string,
  saved: string | number,
  now: string | number,
): BadInputError {
  return new BadInputError(
    `${path}: ${what} differs: the baseline was saved with ${saved}, now it is ${now}.`,
    `Ask for the same, or save a new baseline on the branch to compare with: ${howToSave(path)}.`,
  );
}
