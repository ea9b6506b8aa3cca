import { resolve } from 'node:path';
import { requireKnown } from '../nearest.js';
import {
  inOrder,
  type LoadedScenario,
  loadScenario,
  loadScenarioFile,
  loadScenarios,
  scenarioNames,
} from './load.js';

/**
 * The scenarios a command is to work on, in the order of a run: by name, or by the path of a file
 * (which has a separator or an ending in it); all that have a name when none is wanted.
 *
 * @throws {BadInputError} for a name that is not known, or a file without a sound scenario in it.
 */
export async function chooseScenarios(wanted: readonly string[] = []): Promise<LoadedScenario[]> {
  if (wanted.length === 0) return loadScenarios();
  const chosen = new Map<string, LoadedScenario>();
  for (const each of wanted) {
    const key = isScenarioPath(each) ? resolve(each) : each;
    if (chosen.has(key)) continue;
    chosen.set(key, await (isScenarioPath(each) ? loadScenarioFile(each) : namedScenario(each)));
  }
  return inOrder([...chosen.values()]);
}

/**
 * The scenario that comes with rlsbench under a name.
 *
 * @throws {BadInputError} for a name that is not known
 */
export async function namedScenario(name: string): Promise<LoadedScenario> {
  return loadScenario(requireKnown('scenario', name, await scenarioNames()));
}

/** Whether it is the path of a scenario file rather than a name: it has a separator or an ending. */
export function isScenarioPath(wanted: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(wanted);
}
