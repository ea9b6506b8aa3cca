import type { Result } from '../result/result.js';

type ScenarioFacts = Result['scenarios'][number];

/** Which parts of two runs are the same work, and what is left out because it is not. */
export interface SameWork {
  readonly has: (scenario: string, operation: string, arms: readonly string[]) => boolean;
  readonly leftOut: readonly { readonly what: string; readonly because: string }[];
}

/**
 * A name alone makes no two operations the same: their SQL must be, and what their arms vary, and the
 * rows of the databases they run on.
 */
export function sameWork(a: Result, b: Result): SameWork {
  const leftOut: { what: string; because: string }[] = [];
  const others = new Set<string>();
  const leave = (name: readonly string[], because: string) => {
    others.add(JSON.stringify(name));
    leftOut.push({ what: name.join(', '), because });
  };
  for (const mine of a.scenarios) {
    const theirs = b.scenarios.find(({ name }) => name === mine.name);
    if (theirs === undefined) leave([mine.name], 'only A has this scenario');
    else leaveOther(mine, theirs, leave);
  }
  for (const { name } of b.scenarios) {
    if (!a.scenarios.some((mine) => mine.name === name)) leave([name], 'only B has this scenario');
  }
  const isOther = (...name: string[]) => others.has(JSON.stringify(name));
  return {
    leftOut,
    has: (scenario, operation, arms) =>
      !isOther(scenario) &&
      !isOther(scenario, `operation ${operation}`) &&
      !arms.some((arm) => isOther(scenario, `arm ${arm}`)),
  };
}

function leaveOther(
  a: ScenarioFacts,
  b: ScenarioFacts,
  leave: (name: readonly string[], because: string) => void,
): void {
  if (rowsOfSiblings(a, b) !== rowsOfSiblings(b, a)) {
    leave([a.name], 'the databases its arms work on hold other rows');
    return;
  }
  for (const operation of a.operations) {
    const other = b.operations.find(({ name }) => name === operation.name);
    if (other === undefined) leave([a.name, `operation ${operation.name}`], 'only A has it');
    else if (sqlOf(operation) !== sqlOf(other)) {
      leave([a.name, `operation ${operation.name}`], 'its SQL is another one');
    }
  }
  for (const { name } of b.operations) {
    const isNew = !a.operations.some((each) => each.name === name);
    if (isNew) leave([a.name, `operation ${name}`], 'only B has it');
  }
  for (const arm of a.arms) {
    const other = b.arms.find(({ name }) => name === arm.name);
    // Round trips are compared, titles and neighbours are words.
    const varied = ({ roundTrips: _, title: __, ...rest }: typeof arm) =>
      JSON.stringify(Object.entries(rest).sort(([x], [y]) => (x < y ? -1 : 1)));
    if (other !== undefined && varied(arm) !== varied(other)) {
      leave([a.name, `arm ${arm.name}`], 'it varies other things under the same name');
    }
  }
}

/** Of the siblings that both have. */
function rowsOfSiblings({ siblings = [] }: ScenarioFacts, other: ScenarioFacts): string {
  const shared = siblings.filter(({ name }) =>
    (other.siblings ?? []).some((each) => each.name === name),
  );
  return JSON.stringify(
    shared
      .map(({ name, mainRows, tenantRows }) => ({ name, mainRows, tenantRows }))
      .sort((x, y) => (x.name < y.name ? -1 : 1)),
  );
}

function sqlOf({ where, rls, forms = {} }: ScenarioFacts['operations'][number]): string {
  return JSON.stringify([where, rls, Object.entries(forms).sort(([x], [y]) => (x < y ? -1 : 1))]);
}
