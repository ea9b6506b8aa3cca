import { checkArms } from './check-arms.js';
import { checkCombinations } from './check-combinations.js';
import { checkContrasts } from './check-contrasts.js';
import { checkExpectations } from './check-expectations.js';
import { checkNames } from './check-names.js';
import { checkOperations } from './check-operations.js';
import { checkParameters } from './check-parameters.js';
import { checkProbes } from './check-probes.js';
import { checkShape } from './check-shape.js';
import { checkSiblings } from './check-siblings.js';
import { rejectIn } from './problem.js';
import type { Scenario } from './scenario.js';

/**
 * Checks all of a scenario that can be known without a server, so that a slip of the pen is found
 * when its file is loaded and not after minutes of load. What a server has to say is in check-sql.ts.
 *
 * @param value the default export of `file`
 * @returns a copy with a scenario's keys
 * @throws {BadInputError} for the first problem, naming the file, the key, what was expected there
 *   and what was got
 */
export function checkScenario(value: unknown, file: string): Scenario {
  const reject = rejectIn(file);
  const scenario = checkShape(value, reject);
  checkNames(scenario, reject);
  checkSiblings(scenario, reject);
  checkArms(scenario, reject);
  checkCombinations(scenario, reject);
  checkOperations(scenario, reject);
  checkParameters(scenario, reject);
  checkExpectations(scenario, reject);
  checkProbes(scenario, reject);
  checkContrasts(scenario, reject);
  return scenario;
}
