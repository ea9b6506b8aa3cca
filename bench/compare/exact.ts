import { planKey } from '../estimate/arms.js';
import { shapeDifference } from '../plan/shape.js';
import type { Result } from '../result/result.js';
import type { Comparison, ExactChange, ExactFigures, ExactRow } from './comparison.js';
import { type PlannedArm, plannedArms, whatChanged } from './plan-figures.js';
import type { SameWork } from './same-work.js';

/** Every plan that both runs have, and what is not equal of it. No clock is asked. */
export function compareExact(a: Result, b: Result, work: SameWork): Comparison['exact'] {
  const of = (result: Result) =>
    plannedArms(result).filter(({ scenario, operation, arm }) =>
      work.has(scenario, operation, [arm]),
    );
  const [mine, theirs] = [of(a), of(b)];
  const byKey = new Map(theirs.map((planned) => [planKey(planned), planned]));
  const pairs = mine.flatMap((planned) => {
    const other = byKey.get(planKey(planned));
    return other === undefined ? [] : [[planned, other] as const];
  });
  return {
    compared: pairs.length,
    onlyA: mine.length - pairs.length,
    onlyB: theirs.length - pairs.length,
    changes: pairs.flatMap(([from, to]) => changedRow(a, from, to)),
  };
}

function changedRow(result: Result, from: PlannedArm, to: PlannedArm): ExactRow[] {
  const [a, b] = [figuresOf(from), figuresOf(to)];
  const what: ExactChange[] = [
    ...whatChanged(a, b),
    ...(['roundTrips', 'walRecords', 'walBytes'] as const).filter((each) => a[each] !== b[each]),
  ];
  if (what.length === 0) return [];
  const { scenario, operation, tenant, arm } = from;
  const title = titleOf(result, scenario, operation);
  const shapes = shapeDifference(from.plan, to.plan);
  return [{ scenario, operation, title, tenant, arm, what, shapes, a, b }];
}

function figuresOf({ figures, roundTrips, plan: { wal } }: PlannedArm): ExactFigures {
  return {
    ...figures,
    roundTrips,
    walRecords: wal?.records ?? null,
    walBytes: wal?.bytes ?? null,
  };
}

/** The title of an operation, for people. */
export function titleOf({ scenarios }: Result, scenario: string, operation: string): string {
  const facts = scenarios.find(({ name }) => name === scenario);
  return facts?.operations.find(({ name }) => name === operation)?.title ?? operation;
}
