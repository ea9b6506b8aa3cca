import { keyOf, type Reject, requireName } from './problem.js';
import type { Arm, Factors, Scenario } from './scenario.js';
import { takesPart } from './taking-part.js';

/** The levels that change what an arm does; the other factors only say in words what a sibling is. */
const WORK = [
  'isolation',
  'context',
  'client',
  'planCacheMode',
  'route',
  'statement',
  'form',
  'warmedBy',
] as const satisfies (keyof Factors)[];

const WORDS = ['indexes', 'policy', 'rows', 'state'] as const satisfies (keyof Factors)[];

/** Every arm does work that no other does, or says which one it repeats; and it has some to do. */
export function checkArms(scenario: Scenario, reject: Reject): void {
  const { arms, operations, siblings = [], load } = scenario;
  const operationNames = operations.map(({ name }) => name);
  const siblingNames = siblings.map(({ name }) => name);
  const forms = [...new Set(operations.flatMap((each) => Object.keys(each.forms ?? {})))];
  const sameContent = (sibling: string | undefined) =>
    siblings.find(({ name }) => name === sibling)?.repeats ?? sibling;
  const workOf = (arm: Arm) => [
    ...WORK.map((factor) => arm[factor]),
    sameContent(arm.sibling),
    load?.ownConnections?.includes(arm.name) ?? false,
  ];
  const armNames = arms.map(({ name }) => name);
  for (const [at, name] of (load?.ownConnections ?? []).entries()) {
    requireName(reject, `load.ownConnections[${at}]`, 'an arm', name, armNames);
  }

  for (const [index, arm] of arms.entries()) {
    const key = keyOf('arms', arm);
    if (arm.sibling !== undefined) {
      requireName(reject, `${key}.sibling`, 'a sibling', arm.sibling, siblingNames);
    }
    for (const [at, name] of (arm.operations ?? []).entries()) {
      requireName(reject, `${key}.operations[${at}]`, 'an operation', name, operationNames);
    }
    if (arm.form !== undefined) {
      requireName(reject, `${key}.form`, "one of an operation's forms", arm.form, forms);
    }
    if (!operations.some((operation) => takesPart(arm, operation))) {
      reject(key, `expected an operation with its form "${arm.form}" among its own, got none.`);
    }
    if (arm.repeats !== undefined) {
      checkRepeat(arm, scenario, reject, sameContent);
      continue;
    }
    const alike = arms
      .slice(0, index)
      .find((other) => JSON.stringify(workOf(other)) === JSON.stringify(workOf(arm)));
    if (alike && alike.repeats !== arm.name) {
      reject(
        key,
        `expected work that no other arm does, got that of "${alike.name}": set repeats if it is meant.`,
      );
    }
  }
}

function checkRepeat(
  arm: Arm,
  { arms }: Scenario,
  reject: Reject,
  sameContent: (sibling: string | undefined) => string | undefined,
): void {
  const key = keyOf('arms', arm);
  const others = arms.map(({ name }) => name).filter((name) => name !== arm.name);
  requireName(reject, `${key}.repeats`, 'another arm', arm.repeats ?? '', others);
  const repeated = arms.find(({ name }) => name === arm.repeats) as Arm;
  if (repeated.repeats !== undefined) {
    reject(
      `${key}.repeats`,
      `expected an arm that repeats none itself, got "${repeated.name}", which repeats "${repeated.repeats}".`,
    );
  }
  const same = (factor: keyof Arm) =>
    JSON.stringify(arm[factor]) === JSON.stringify(repeated[factor]);
  for (const factor of [...WORK, ...WORDS, 'operations'] as const) {
    if (!same(factor)) {
      reject(
        `${key}.${factor}`,
        `expected that of "${repeated.name}", which it repeats (${shown(repeated[factor])}), got ${shown(arm[factor])}.`,
      );
    }
  }
  if (sameContent(arm.sibling) !== sameContent(repeated.sibling)) {
    reject(
      `${key}.sibling`,
      `expected ${shown(repeated.sibling)} as of "${repeated.name}", which it repeats, or a sibling that repeats that one, got ${shown(arm.sibling)}.`,
    );
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
