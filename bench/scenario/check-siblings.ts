import { keyOf, type Reject, requireName } from './problem.js';
import type { Scenario, Sibling } from './scenario.js';

/**
 * Each sibling is a clone of one listed before it, since they are made in that order, and a repeat is
 * one of the same content.
 */
export function checkSiblings({ siblings = [], drawFrom }: Scenario, reject: Reject): void {
  const names = siblings.map(({ name }) => name);
  for (const [index, sibling] of siblings.entries()) {
    const key = keyOf('siblings', sibling);
    for (const reference of ['from', 'repeats'] as const) {
      const other = sibling[reference];
      if (other === undefined) continue;
      requireName(reject, `${key}.${reference}`, 'a sibling', other, names);
      const circle = circleFrom(siblings, sibling, reference);
      if (circle) reject(`${key}.${reference}`, `expected no circle, got ${circle.join(' -> ')}.`);
      if (names.indexOf(other) > index) {
        reject(`${key}.${reference}`, `expected a sibling listed before it, got "${other}".`);
      }
    }
    const repeated = siblings.find(({ name }) => name === sibling.repeats);
    if (repeated) checkRepeat(sibling, repeated, reject);
  }
  if (drawFrom !== undefined) requireName(reject, 'drawFrom', 'a sibling', drawFrom, names);
}

/** It is made as the other is, so what it says of its content itself has to be the same. */
function checkRepeat(sibling: Sibling, repeated: Sibling, reject: Reject): void {
  const key = keyOf('siblings', sibling);
  if (repeated.repeats !== undefined) {
    reject(
      `${key}.repeats`,
      `expected a sibling that repeats none itself, got "${repeated.name}", which repeats "${repeated.repeats}".`,
    );
  }
  for (const part of ['from', 'setup', 'rows', 'reads'] as const) {
    const own = sibling[part];
    if (own !== undefined && JSON.stringify(own) !== JSON.stringify(repeated[part])) {
      reject(
        `${key}.${part}`,
        `expected that of "${repeated.name}", which it repeats, got another.`,
      );
    }
  }
}

/** The names on the way from a sibling back to one of them, if there is such a way. */
function circleFrom(
  siblings: readonly Sibling[],
  start: Sibling,
  reference: 'from' | 'repeats',
): string[] | undefined {
  const way: string[] = [];
  let here: Sibling | undefined = start;
  while (here) {
    const again = way.includes(here.name);
    way.push(here.name);
    if (again) return way;
    const next: string | undefined = here[reference];
    here = siblings.find(({ name }) => name === next);
  }
  return undefined;
}
