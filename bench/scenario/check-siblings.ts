import { keyOf, type Reject, requireName } from './problem.js';
import type { Scenario, Sibling } from './scenario.js';

/** Each sibling is a clone of something that is there, and a repeat is one of the same content. */
export function checkSiblings({ siblings = [], drawFrom }: Scenario, reject: Reject): void {
  const names = siblings.map(({ name }) => name);
  for (const sibling of siblings) {
    const key = keyOf('siblings', sibling);
    for (const reference of ['from', 'repeats'] as const) {
      const other = sibling[reference];
      if (other === undefined) continue;
      requireName(reject, `${key}.${reference}`, 'a sibling', other, names);
      const circle = circleFrom(siblings, sibling, reference);
      if (circle) {
        reject(`${key}.${reference}`, `expected no circle, got ${circle.join(' -> ')}.`);
      }
    }
    const repeated = siblings.find(({ name }) => name === sibling.repeats);
    for (const part of repeated ? (['from', 'setup', 'rows', 'reads'] as const) : []) {
      if (JSON.stringify(sibling[part]) !== JSON.stringify(repeated?.[part])) {
        reject(
          `${key}.${part}`,
          `expected that of "${repeated?.name}", which it repeats, got another.`,
        );
      }
    }
  }
  if (drawFrom !== undefined) requireName(reject, 'drawFrom', 'a sibling', drawFrom, names);
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
