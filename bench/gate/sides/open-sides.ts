import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadInputError } from '../../errors.js';
import { throwIfInterrupted } from '../../run/interrupt.js';
import { chooseScenarios, isScenarioPath, namedScenario } from '../../scenario/choose.js';
import { inOrder, type LoadedScenario, loadScenarioFile } from '../../scenario/load.js';
import type { SqlFile } from '../../scenario/sql-file.js';
import type { Side } from '../side.js';
import { openPlace, type Place } from './place.js';
import { readSqlFolder } from './sql-folder.js';

export interface SidesRequest {
  /** A folder that is there, a ref, or `REF:PATH`. */
  readonly base: string;
  readonly head: string;
  /** The folder, or file, of SQL inside a side; absent: the side's own folder, unless a repository's. */
  readonly sql?: string;
  /** Names of built-in scenarios, which are the same on both sides, and paths; none: all that have names. */
  readonly scenarios: readonly string[];
  /** Absolute: where paths are from, and in which repository refs are. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface OpenedSides {
  readonly base: Side;
  readonly head: Side;
  /** Removes the worktrees that were made. */
  close(): Promise<void>;
}

/** A path that one side has and the other has not is taken from where the person is, for both. */
interface OwnScenarios {
  readonly scenarios: readonly LoadedScenario[];
  /** Whether any is from a file of the side's own. */
  readonly hasOwn: boolean;
}

/**
 * Opens both sides of a gate and reads all of what they bring: their SQL and their scenarios.
 *
 * @throws {BadInputError} when a side is not there, what it brings can't be read, or neither brings
 *   anything to compare
 * @throws {EnvironmentError} when git can't do it
 * @throws {InterruptedError} when aborted; nothing is left behind
 */
export async function openSides(request: SidesRequest): Promise<OpenedSides> {
  const { cwd, signal } = request;
  const places: Place[] = [];
  const close = async () => {
    for (const place of places) await place.close();
  };
  try {
    const open = async (name: string) => {
      const place = await openPlace(name, cwd);
      places.push(place);
      throwIfInterrupted(signal);
      return place;
    };
    const base = await open(request.base);
    const head = await open(request.head);
    if (base.kind === 'folder' && base.folder === head.folder) throw sameFolder(request);
    const sql = await sqlOf(base, head, request.sql);
    const own = {
      base: await scenariosOf(base, [base, head], request),
      head: await scenariosOf(head, [base, head], request),
    };
    throwIfInterrupted(signal);
    const isEmpty = sql.base.length + sql.head.length === 0;
    if (isEmpty && !own.base.hasOwn && !own.head.hasOwn) throw nothingToCompare(request);
    return {
      base: sideOf(base, sql.base, own.base.scenarios),
      head: sideOf(head, sql.head, own.head.scenarios),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function sideOf(
  { label, kind, commit }: Place,
  sql: readonly SqlFile[],
  scenarios: readonly LoadedScenario[],
): Side {
  return { facts: { label, kind, commit, sqlFiles: sql.map(({ path }) => path) }, sql, scenarios };
}

/**
 * The SQL of both sides. A side may have none, as where the pull request adds the folder. A whole
 * repository is no folder of SQL: what it has are fixtures and examples too.
 */
async function sqlOf(
  base: Place,
  head: Place,
  wanted: string | undefined,
): Promise<{ base: readonly SqlFile[]; head: readonly SqlFile[] }> {
  const both = [base, head];
  if (wanted === '') {
    throw new BadInputError(
      'Expected --sql to name a folder of SQL, got an empty name.',
      'Leave it out where base and head are themselves folders of SQL.',
    );
  }
  if (wanted !== undefined) {
    const found = both.map((place) => place.find(wanted));
    if (found.every((each) => each === undefined)) {
      throw new BadInputError(
        `Expected --sql to name a folder inside base or head, got "${wanted}": neither ${base.label} nor ${head.label} has it.`,
        'Give its path from within a side, for example --sql db/migrations.',
      );
    }
    const read = async (index: number) => {
      const each = found[index];
      return each ? readSqlFolder(each.path, each.file) : [];
    };
    return { base: await read(0), head: await read(1) };
  }
  const read = ({ folder, pathLabel }: Place) =>
    existsSync(folder) && !isRepository(folder) ? readSqlFolder(folder, pathLabel) : [];
  const sql = { base: await read(base), head: await read(head) };
  const whole = both.find(({ folder }) => isRepository(folder));
  if (whole && sql.base.length + sql.head.length > 0) {
    throw new BadInputError(
      `Expected to know which SQL of ${whole.label} to apply: it is a whole repository, and the other side a folder of SQL.`,
      `Name a folder on both sides (${whole.label}:db/migrations), or one inside both with --sql.`,
    );
  }
  return sql;
}

/** A clone has a folder there, a worktree a file. */
function isRepository(folder: string): boolean {
  return existsSync(join(folder, '.git'));
}

async function scenariosOf(
  place: Place,
  both: readonly Place[],
  { scenarios: wanted, cwd }: SidesRequest,
): Promise<OwnScenarios> {
  if (wanted.length === 0) return { scenarios: await chooseScenarios(), hasOwn: false };
  const loaded = new Map<string, LoadedScenario>();
  let hasOwn = false;
  for (const each of wanted) {
    if (!isScenarioPath(each)) {
      loaded.set(each, await namedScenario(each));
      continue;
    }
    const found = place.find(each);
    const here = resolve(cwd, each);
    if (found) {
      hasOwn = true;
      const { path, file, inRepository } = found;
      const scenario = await loadScenarioFile(path, file);
      const source = { path, file: inRepository ?? file };
      loaded.set(path, { ...scenario, source });
    } else if (existsSync(here) || both.every((other) => other.find(each) === undefined)) {
      loaded.set(here, await loadScenarioFile(here, each));
    }
  }
  return { scenarios: inOrder([...loaded.values()]), hasOwn };
}

function sameFolder({ base, head }: SidesRequest): BadInputError {
  return new BadInputError(
    `Expected base and head to be two things, got one folder twice: ${base} and ${head}.`,
    'Name what base is: a git ref such as main, or another folder.',
  );
}

function nothingToCompare({ base, head }: SidesRequest): BadInputError {
  return new BadInputError(
    `Nothing to compare: neither ${base} nor ${head} brings SQL or a scenario file of its own.`,
    'Name the folder of SQL inside both with --sql, for example --sql db/migrations, or a scenario file by its path.',
  );
}
