import { isDeepStrictEqual } from 'node:util';
import type { GateScenarioFacts } from '../../result/gate-parts.js';
import type { Expectation, Operation, Scenario } from '../../scenario/scenario.js';
import { tablesOf } from '../../scenario/tables-of.js';
import { baseArm, headArm } from './arm-names.js';

export type OperationState = GateScenarioFacts['operations'][number]['state'];

/** Operations of base and head under the names of both, with what became of each. */
export interface CombinedOperations {
  /** Those that both sides do with the same parameters: base's texts, and head's as forms. */
  readonly compared: readonly Operation[];
  /** Those that only head has, or has with other parameters or tables. */
  readonly headOnly: readonly Operation[];
  /** Those compared, with what base expects of its arms said of head's: head may expect it no more. */
  readonly heldToBase: readonly Operation[];
  readonly states: readonly { readonly operation: Operation; readonly state: OperationState }[];
}

/** The form under which an operation of a gate holds the text that head's arm sends. */
export function headForm(form: string): string {
  return `head:${form}`;
}

/**
 * Pairs base's operations with head's by name. An operation is comparable where both sides draw the
 * same parameters, read tables that base has too, and say the same of its rows; else there is nothing
 * to pair in a round, and head's stands alone. One of the same text whose rows head says more of than
 * base did (`tenantColumn`, `verify`) is comparable: both sides are proved by what head says.
 */
export function combineOperations(
  base: Scenario | undefined,
  head: Scenario | undefined,
): CombinedOperations {
  const compared: Operation[] = [];
  const headOnly: Operation[] = [];
  const heldToBase: Operation[] = [];
  const states: { operation: Operation; state: OperationState }[] = [];
  const baseTables = base === undefined ? [] : tablesOf(base);
  for (const operation of head?.operations ?? []) {
    const before = base?.operations.find(({ name }) => name === operation.name);
    const state = stateOf(before, operation, baseTables);
    states.push({ operation, state });
    if (before && (state === 'same' || state === 'changed')) {
      const one = both(before, operation, base as Scenario, head as Scenario);
      compared.push(one);
      const names = (base as Scenario).arms.map(({ name }) => name);
      heldToBase.push({ ...one, expect: expectationsOf(before, names, headArm) });
    } else {
      headOnly.push(ofHead(operation, head as Scenario));
    }
  }
  for (const operation of base?.operations ?? []) {
    if (head?.operations.some(({ name }) => name === operation.name)) continue;
    states.push({ operation, state: 'removed' });
  }
  return { compared, headOnly, heldToBase, states };
}

function stateOf(
  base: Operation | undefined,
  head: Operation,
  baseTables: readonly string[],
): OperationState {
  if (base === undefined) return 'added';
  const texts = ({ where, rls, forms = {} }: Operation) => [where, rls, forms];
  const isSameText = isDeepStrictEqual(texts(base), texts(head));
  const isSaidAlike = (['tenantColumn', 'verify'] as const).every(
    // In another text, base's rows may not have what head says of its own.
    (key) => base[key] === head[key] || (isSameText && base[key] === undefined),
  );
  const isComparable =
    isSaidAlike &&
    base.draw === head.draw &&
    base.effect === head.effect &&
    head.tables.every((table) => baseTables.includes(table));
  if (!isComparable) return 'incomparable';
  return isSameText ? 'same' : 'changed';
}

function both(base: Operation, head: Operation, of: Scenario, to: Scenario): Operation {
  const { tenantColumn, verify } = head;
  return {
    ...withoutOptional(base),
    ...(tenantColumn === undefined ? {} : { tenantColumn }),
    ...(verify === undefined ? {} : { verify }),
    title: head.title,
    tables: [...new Set([...base.tables, ...head.tables])],
    forms: { ...base.forms, ...headForms(head) },
    tenantForms: [...(base.tenantForms ?? []), ...(head.tenantForms ?? []).map(headForm)],
    expect: [
      ...expectationsOf(
        base,
        of.arms.map(({ name }) => name),
        baseArm,
      ),
      ...expectationsOf(
        head,
        to.arms.map(({ name }) => name),
        headArm,
      ),
    ],
  };
}

function ofHead(head: Operation, { arms }: Scenario): Operation {
  return {
    ...withoutOptional(head),
    forms: headForms(head),
    tenantForms: (head.tenantForms ?? []).map(headForm),
    expect: expectationsOf(
      head,
      arms.map(({ name }) => name),
      headArm,
    ),
  };
}

function withoutOptional({ expect: _, forms: __, tenantForms: ___, ...operation }: Operation) {
  return operation;
}

function headForms({ where, rls, forms = {} }: Operation): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ where, rls, ...forms }).map(([form, text]) => [headForm(form), text]),
  );
}

/** An expectation without arms is about all of its side. */
function expectationsOf(
  { expect = [] }: Operation,
  all: readonly string[],
  named: (arm: string) => string,
): Expectation[] {
  return expect.map((each) => ({ ...each, arms: (each.arms ?? all).map(named) }));
}
