import type { PlanNode, PlanSummary } from '../result/parts.js';
import type { Expectation } from '../scenario/scenario.js';

/** A key of `Expectation` that says what must hold; `arms` and `tenants` say of what. */
export type RuleName = Exclude<keyof Expectation, 'arms' | 'tenants'>;

/** What one arm did for one operation and tenant. */
export interface Subject {
  readonly plan: PlanSummary;
  /** The operation's first table: the one it is about. */
  readonly table: string;
  /** Of the arm's whole exchange; null where nobody knows. */
  readonly roundTrips: number | null;
}

export interface Judgement {
  readonly passed: boolean;
  /** What the plan did, in a few words. */
  readonly actual: string;
  /** The sentence an engineer would say: no capital, no full stop. */
  readonly message: string;
  /** The nodes of the plan that are to blame. */
  readonly offenders: readonly PlanNode[];
}

/** One file a rule; listed in the registry. */
export interface Rule {
  readonly name: RuleName;
  /** Null where the expectation does not have this rule. */
  judge(expectation: Expectation, subject: Subject): JudgedRule | null;
}

export interface JudgedRule extends Judgement {
  /** What was expected, in a few words. */
  readonly expected: string;
}

/** Makes a rule of how its value reads and how a plan is judged by it. */
export function defineRule<Name extends RuleName>(
  name: Name,
  expected: (value: NonNullable<Expectation[Name]>) => string,
  judge: (value: NonNullable<Expectation[Name]>, subject: Subject) => Judgement,
): Rule {
  return {
    name,
    judge: (expectation, subject) => {
      const value = expectation[name];
      if (value === undefined || value === null) return null;
      return { expected: expected(value), ...judge(value, subject) };
    },
  };
}

export function passed(actual: string, message: string): Judgement {
  return { passed: true, actual, message, offenders: [] };
}

export function failed(
  actual: string,
  message: string,
  offenders: readonly PlanNode[] = [],
): Judgement {
  return { passed: false, actual, message, offenders };
}
