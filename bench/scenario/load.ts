import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInputError } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { checkScenario } from './check.js';
import { importFile } from './import-file.js';
import type { Scenario } from './scenario.js';

/** A scenario that was checked, and the file it is from, as a person knows it. */
export interface LoadedScenario extends Scenario {
  readonly file: string;
}

/** Beside this very file: `dist/scenarios/*.js` when built, `scenarios/*.ts` as sources. */
const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const EXTENSION = extname(import.meta.url);

/**
 * Every scenario there is: each file in `scenarios/` that has a default export. Those without
 * siblings come first, since they need no set-up and so answer sooner; then by name.
 *
 * @throws {BadInputError} when a file does not hold a sound scenario, or two have one name.
 */
export async function loadScenarios(): Promise<LoadedScenario[]> {
  const scenarios: LoadedScenario[] = [];
  for (const { path, file } of await filesInFolder()) {
    const module = await importFile(path, file);
    if ('default' in module) scenarios.push({ ...checkScenario(module.default, file), file });
  }
  return inOrder(scenarios);
}

/**
 * The scenario in a file that a person named.
 *
 * @throws {BadInputError} when there is none, it can't be imported, or what it holds is not sound.
 */
export async function loadScenarioFile(path: string): Promise<LoadedScenario> {
  const whole = resolve(path);
  const below = relative(process.cwd(), whole);
  const file = below.startsWith('..') || isAbsolute(below) ? whole : below;
  const module = await importFile(whole, file);
  if (!('default' in module)) {
    const others = Object.keys(module).join(', ') || 'no export at all';
    throw new BadInputError(
      `${file}: default export: expected a scenario, got none (${others}).`,
      'Write `export default defineScenario({ ... })`; docs/write-a-scenario.md shows one.',
    );
  }
  return { ...checkScenario(module.default, file), file };
}

/**
 * Scenarios in the order in which a run takes them.
 *
 * @throws {BadInputError} when two have one name: their results could not be told apart.
 */
export function inOrder(scenarios: readonly LoadedScenario[]): LoadedScenario[] {
  for (const [index, { name, file }] of scenarios.entries()) {
    const other = scenarios.slice(0, index).find((each) => each.name === name);
    if (other) {
      throw new BadInputError(
        `${file}: name: expected a name that no other scenario has, got "${name}" as in ${other.file}.`,
        `Mend name in ${file}.`,
      );
    }
  }
  const siblings = ({ siblings = [] }: Scenario) => Math.min(siblings.length, 1);
  return [...scenarios].sort((a, b) => siblings(a) - siblings(b) || (a.name < b.name ? -1 : 1));
}

/** What a removed source left behind in `dist` is no scenario any more; a package has no sources. */
async function filesInFolder(): Promise<{ path: string; file: string }[]> {
  const sources = join(packageRoot(), 'scenarios');
  const names = (await readdir(FOLDER))
    .filter((name) => extname(name) === EXTENSION && !name.endsWith('.d.ts'))
    .map((name) => basename(name, EXTENSION))
    .filter((name) => !existsSync(sources) || existsSync(join(sources, `${name}.ts`)));
  return names
    .sort()
    .map((name) => ({ path: join(FOLDER, name + EXTENSION), file: `scenarios/${name}.ts` }));
}
