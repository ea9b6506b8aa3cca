import { resolve } from 'node:path';
import { inOrder, type LoadedScenario, loadScenarioFile, loadScenarios } from '../scenario/load.js';
import { requireKnown } from './nearest.js';

/**
 * The scenarios a command is to work on, in the order of a run: by name, or by the path of a file
 * (which has a separator or an ending in it); all that have a name when none is wanted.
 *
 * @throws {BadInputError} for a name that is not known, or a file without a sound scenario in it.
 */
export async function chooseScenarios(wanted: readonly string[] = []): Promise<LoadedScenario[]> {
  const named = await loadScenarios();
  if (wanted.length === 0) return named;
  const names = named.map(({ name }) => name);
  const chosen = new Map<string, LoadedScenario>();
  for (const each of wanted) {
    if (isPath(each)) {
      const path = resolve(each);
      chosen.set(path, chosen.get(path) ?? (await loadScenarioFile(path)));
      continue;
    }
    const name = requireKnown('scenario', each, names);
    for (const scenario of named) if (scenario.name === name) chosen.set(name, scenario);
  }
  return inOrder([...chosen.values()]);
}

function isPath(wanted: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(wanted);
}
