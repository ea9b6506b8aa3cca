import { keyOf, type Reject } from './problem.js';
import type { Operation, Scenario } from './scenario.js';
import { parametersIn } from './sql-parameters.js';
import { isGivenTenant, takesPart } from './taking-part.js';

/**
 * Every text refers to just the parameters it is given. How many columns a draw has is only known to
 * a server (check-sql.ts), but all texts of an operation have to agree on it.
 */
export function checkParameters({ operations, arms }: Scenario, reject: Reject): void {
  for (const operation of operations) {
    const key = keyOf('operations', operation);
    const { draw, where, rls, forms = {} } = operation;
    if (draw !== undefined) {
      expectParameters(`${key}.draw`, draw, 3, 'the tenant id, a seed and how many sets', reject);
    }
    const drawn = draw === undefined ? 0 : highest(where) - 1;
    expectParameters(`${key}.where`, where, 1 + Math.max(0, drawn), given(operation, 1), reject);
    expectParameters(`${key}.rls`, rls, Math.max(0, drawn), given(operation, 0), reject);
    if (operation.verify !== undefined) checkVerify(operation.verify, drawn, key, reject);
    for (const [form, text] of Object.entries(forms)) {
      for (const arm of arms.filter((arm) => arm.form === form && takesPart(arm, operation))) {
        const own = isGivenTenant(operation, arm) ? 1 : 0;
        const what = `${given(operation, own)}, for arm ${arm.name}`;
        expectParameters(`${key}.forms.${form}`, text, own + Math.max(0, drawn), what, reject);
      }
    }
  }
}

/** The first ones of what its `where` is given: it may need fewer. */
function checkVerify(text: string, drawn: number, key: string, reject: Reject): void {
  const count = Math.min(Math.max(1, highest(text)), 1 + Math.max(0, drawn));
  const what = 'the tenant id, then what was drawn for where';
  expectParameters(`${key}.verify`, text, count, what, reject);
}

/** What a text is given: the tenant, or not, and what was drawn. */
function given({ draw }: Operation, own: 0 | 1): string {
  const drawn = draw === undefined ? '' : 'the drawn columns as in where';
  return [own === 1 ? 'the tenant id' : '', drawn].filter(Boolean).join(' and ') || 'no draw';
}

function expectParameters(
  key: string,
  text: string,
  count: number,
  what: string,
  reject: Reject,
): void {
  const found = parametersIn(text);
  const wanted = Array.from({ length: count }, (_, index) => index + 1);
  if (found.join() === wanted.join()) return;
  reject(key, `expected ${dollars(wanted)} (${what}), got ${dollars(found)}.`);
}

function highest(text: string): number {
  return Math.max(0, ...parametersIn(text));
}

function dollars(numbers: readonly number[]): string {
  return numbers.length === 0 ? 'no parameter' : numbers.map((number) => `$${number}`).join(', ');
}
