import { BadInputError } from '../errors.js';
import type { Arm, Scenario } from './scenario.js';

/**
 * Checks a scenario's own references and returns it unchanged, so that a slip of the pen is found
 * when the file is loaded and not after minutes of load.
 *
 * @throws {BadInputError} when two arms or operations share a name, two arms have the same factors
 *   without one declaring that it repeats the other, or a contrast, telling or concurrent
 *   operation names something that is not there.
 */
export function defineScenario(scenario: Scenario): Scenario {
  const reject = (key: string, problem: string) => {
    throw new BadInputError(
      `Scenario ${scenario.name}: ${key}: ${problem}`,
      `Mend ${key} in scenarios/${scenario.name}.ts.`,
    );
  };
  const armNames = uniqueNames(scenario.arms, (name) => reject('arms', `two are named "${name}"`));
  const operationNames = uniqueNames(scenario.operations, (name) =>
    reject('operations', `two are named "${name}"`),
  );
  uniqueNames(scenario.contrasts, (name) => reject('contrasts', `two are named "${name}"`));

  const byFactors = new Map<string, string>();
  for (const arm of scenario.arms) {
    const { name, repeats } = arm;
    if (repeats !== undefined) {
      const repeated = scenario.arms.find((arm) => arm.name === repeats);
      if (!repeated) reject(`arms.${name}.repeats`, `no arm is named "${repeats}"`);
      else if (levelOf(repeated) !== levelOf(arm)) {
        reject(`arms.${name}`, `repeats "${repeats}" but has other factors`);
      }
      continue;
    }
    const level = levelOf(arm);
    const alike = byFactors.get(level);
    if (alike) reject(`arms.${name}`, `has the same factors as "${alike}"; set repeats if meant`);
    byFactors.set(level, name);
  }
  for (const { name, kind, treatment, baseline } of scenario.contrasts) {
    for (const arm of [treatment, baseline]) {
      if (!armNames.has(arm)) reject(`contrasts.${name}`, `no arm is named "${arm}"`);
    }
    const repeats = scenario.arms.find((arm) => arm.name === treatment)?.repeats;
    if (kind === 'aa' && repeats !== baseline) {
      reject(`contrasts.${name}`, `is of kind "aa", so "${treatment}" must repeat "${baseline}"`);
    }
  }
  if (!scenario.contrasts.some(({ kind }) => kind === 'aa')) {
    reject('contrasts', 'none is of kind "aa", so no cell would have a noise floor');
  }
  for (const key of ['telling', 'concurrent'] as const) {
    for (const operation of scenario[key]) {
      if (!operationNames.has(operation)) reject(key, `no operation is named "${operation}"`);
    }
  }
  return scenario;
}

/** An arm's levels as one text. */
function levelOf({ isolation, context, client, planCacheMode }: Arm): string {
  return [isolation, context, client, planCacheMode].join('/');
}

function uniqueNames(items: readonly { readonly name: string }[], onTwice: (name: string) => void) {
  const names = new Set<string>();
  for (const { name } of items) {
    if (names.has(name)) onTwice(name);
    names.add(name);
  }
  return names;
}
