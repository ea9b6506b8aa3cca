import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInputError } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { checkScenario } from './check.js';
import { importFile } from './import-file.js';
import { rejectIn } from './problem.js';
import type { Scenario } from './scenario.js';

/** A scenario that was checked, and the file it is from, as a person knows it. */
export interface LoadedScenario extends Scenario {
  readonly file: string;
  /** Where its source is, and what that is called in its repository; absent: `file` is both. */
  readonly source?: { readonly path: string; readonly file: string };
}

/** Beside this very file: `dist/scenarios/*.js` when built, `scenarios/*.ts` as sources. */
const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const EXTENSION = extname(import.meta.url);

/**
 * Every scenario there is: each file in `scenarios/` that has a default export, in the order of a run.
 *
 * @throws {BadInputError} when a file does not hold a sound scenario.
 */
export async function loadScenarios(): Promise<LoadedScenario[]> {
  const scenarios: LoadedScenario[] = [];
  for (const name of await scenarioNames()) {
    const module = await importFile(join(FOLDER, name + EXTENSION), fileOf(name));
    if ('default' in module) scenarios.push(namedAsFile(module, name));
  }
  return inOrder(scenarios);
}

/**
 * The scenario of a name, from the file of that name in `scenarios/`: the others are not looked at.
 *
 * @throws {BadInputError} when the file does not hold a sound scenario of that name.
 */
export async function loadScenario(name: string): Promise<LoadedScenario> {
  return namedAsFile(await importFile(join(FOLDER, name + EXTENSION), fileOf(name)), name);
}

/**
 * The scenario in a file that a person named.
 *
 * @param file what they call it, where that is not its path
 * @throws {BadInputError} when there is none, it can't be imported, or what it holds is not sound.
 */
export async function loadScenarioFile(
  path: string,
  file = pathFromHere(path),
): Promise<LoadedScenario> {
  return scenarioIn(await importFile(resolve(path), file), file);
}

function pathFromHere(path: string): string {
  const whole = resolve(path);
  const below = relative(process.cwd(), whole);
  return below.startsWith('..') || isAbsolute(below) ? whole : below;
}

/**
 * Scenarios in the order in which a run takes them: those without siblings first, since they need no
 * set-up and so answer sooner; then by name.
 *
 * @throws {BadInputError} when two have one name: their results could not be told apart.
 */
export function inOrder(scenarios: readonly LoadedScenario[]): LoadedScenario[] {
  for (const [index, { name, file }] of scenarios.entries()) {
    const other = scenarios.slice(0, index).find((each) => each.name === name);
    if (other) {
      rejectIn(file)(
        'name',
        `expected a name that no other scenario has, got "${name}" as in ${other.file}.`,
      );
    }
  }
  return [...scenarios].sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
}

/** What costs the least to set up gives the first answer; load that is not rounds comes last. */
function rankOf({ siblings = [], contrasts }: Scenario): number {
  if (contrasts.length === 0) return 2;
  return siblings.length > 0 ? 1 : 0;
}

/**
 * The names of the files in `scenarios/`. What a removed source left behind in `dist` is no scenario
 * any more; a package has no sources.
 */
export async function scenarioNames(): Promise<string[]> {
  const sources = join(packageRoot(), 'scenarios');
  return (await readdir(FOLDER))
    .filter((name) => extname(name) === EXTENSION)
    .map((name) => basename(name, EXTENSION))
    .filter((name) => !existsSync(sources) || existsSync(join(sources, `${name}.ts`)))
    .sort();
}

/** As a person mends it, be it built or not. */
function fileOf(name: string): string {
  return `scenarios/${name}.ts`;
}

function namedAsFile(module: Record<string, unknown>, name: string): LoadedScenario {
  const scenario = scenarioIn(module, fileOf(name));
  if (scenario.name !== name) {
    rejectIn(scenario.file)('name', `expected "${name}" as of its file, got "${scenario.name}".`);
  }
  return scenario;
}

function scenarioIn(module: Record<string, unknown>, file: string): LoadedScenario {
  if ('default' in module) return { ...checkScenario(module.default, file), file };
  const others = Object.keys(module).join(', ') || 'no export at all';
  throw new BadInputError(
    `${file}: default export: expected a scenario, got none (${others}).`,
    'Write `export default defineScenario({ ... })`; docs/write-a-scenario.md shows one.',
  );
}
