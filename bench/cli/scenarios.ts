import { resolve } from 'node:path';
import {
  inOrder,
  type LoadedScenario,
  loadScenario,
  loadScenarioFile,
  loadScenarios,
  scenarioNames,
} from '../scenario/load.js';
import { requireKnown } from './nearest.js';

/**
 * The scenarios a command is to work on, in the order of a run: by name, or by the path of a file
 * (which has a separator or an ending in it); all that have a name when none is wanted.
 *
 * @throws {BadInputError} for a name that is not known, or a file without a sound scenario in it.
 */
export async function chooseScenarios(wanted: readonly string[] = []): Promise<LoadedScenario[]> {
  if (wanted.length === 0) return loadScenarios();
  const names = await scenarioNames();
  const chosen = new Map<string, LoadedScenario>();
  for (const each of wanted) {
    const key = isPath(each) ? resolve(each) : requireKnown('scenario', each, names);
    if (chosen.has(key)) continue;
    chosen.set(key, await (isPath(each) ? loadScenarioFile(each) : loadScenario(each)));
  }
  return inOrder([...chosen.values()]);
}

function isPath(wanted: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(wanted);
}
