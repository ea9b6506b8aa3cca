import { keyOf, type Reject, requireName } from './problem.js';
import type { Arm, Contrast, Scenario } from './scenario.js';
import { takesPart } from './taking-part.js';

/** Contrasts are between two arms that share an operation, each with an A/A contrast beside it. */
export function checkContrasts(scenario: Scenario, reject: Reject): void {
  const { arms, contrasts } = scenario;
  const names = arms.map(({ name }) => name);
  for (const contrast of contrasts) {
    const key = keyOf('contrasts', contrast);
    const { treatment, baseline, kind } = contrast;
    requireName(reject, `${key}.treatment`, 'an arm', treatment, names);
    requireName(reject, `${key}.baseline`, 'an arm', baseline, names);
    if (treatment === baseline) {
      reject(`${key}.baseline`, `expected another arm than the treatment, got "${baseline}".`);
    }
    if (kind === 'aa' && armNamed(arms, treatment).repeats !== baseline) {
      reject(
        `${key}.treatment`,
        `expected an arm that repeats "${baseline}", since it is of kind "aa", got "${treatment}".`,
      );
    }
    if (operationsOf(contrast, scenario).length === 0) {
      reject(
        key,
        `expected an operation of both arms, got none for "${treatment}" and "${baseline}".`,
      );
    }
  }
  const controlled = contrasts
    .filter(({ kind }) => kind === 'aa')
    .flatMap((contrast) => operationsOf(contrast, scenario));
  for (const { name } of scenario.operations) {
    const compared = contrasts.some((contrast) => operationsOf(contrast, scenario).includes(name));
    if (compared && !controlled.includes(name)) {
      reject(
        'contrasts',
        `expected a contrast of kind "aa" for operation "${name}", got none: its cells would have no noise floor.`,
      );
    }
  }
}

/** The operations in which both arms of a contrast take part. */
function operationsOf({ treatment, baseline }: Contrast, { arms, operations }: Scenario): string[] {
  const pair = [armNamed(arms, treatment), armNamed(arms, baseline)];
  return operations
    .filter((operation) => pair.every((arm) => takesPart(arm, operation)))
    .map(({ name }) => name);
}

function armNamed(arms: readonly Arm[], wanted: string): Arm {
  return arms.find(({ name }) => name === wanted) as Arm;
}
