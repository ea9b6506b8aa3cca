import type { GatePair, GateScenarioFacts } from '../../result/gate-parts.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Arm, Contrast, Operation, Scenario } from '../../scenario/scenario.js';
import type { SqlFile } from '../../scenario/sql-file.js';
import { takesPart } from '../../scenario/taking-part.js';
import { withoutRepeats } from '../../scenario/without-repeats.js';
import { againArm, baseArm, headArm } from './arm-names.js';
import { combineOperations, headForm, type OperationState } from './operations.js';
import {
  againSibling,
  againSiblings,
  madeSibling,
  type SideName,
  siblingName,
  siblingsOfSide,
} from './siblings.js';
import { timedArms } from './timed-arms.js';

/** One scenario of base and head, as the gate runs it. */
export interface CombinedScenario {
  /** Both sides' arms on what both do; undefined where there is nothing of that. */
  readonly compared: Scenario | undefined;
  /** The same with what base expects of its arms said of head's, beside nothing that head expects. */
  readonly heldToBase: Scenario | undefined;
  /** Head's arms on what only head does. */
  readonly added: Scenario | undefined;
  readonly pairs: readonly GatePair[];
  readonly operations: readonly { readonly operation: Operation; readonly state: OperationState }[];
}

export interface CombineRequest {
  /** Undefined where only the other side has it. */
  readonly base: LoadedScenario | undefined;
  readonly head: LoadedScenario | undefined;
  readonly baseSql: readonly SqlFile[];
  readonly headSql: readonly SqlFile[];
  /** Names of the arms to time; none: see timed-arms.ts. Undefined: nothing is timed. */
  readonly timed: readonly string[] | undefined;
}

/**
 * Makes one scenario out of base's and head's, so that both are proved, planned and timed in the same
 * rounds: every arm that is no A/A repeat once a side, each side on databases of its own.
 *
 * @throws {BadInputError} where a named arm can't be timed.
 */
export function combine(request: CombineRequest): CombinedScenario {
  const base = request.base && withoutRepeats(request.base);
  const head = request.head && withoutRepeats(request.head);
  const whole = head ?? base;
  if (whole === undefined) throw new Error('Expected a scenario of base or of head');
  const { compared, headOnly, heldToBase, states } = combineOperations(base, head);
  const timed =
    request.timed === undefined || !base || !head
      ? []
      : timedArms({ ...head, arms: head.arms.filter(isOneOf(base)) }, request.timed);
  const arms = armsOf(base, head, compared, timed);
  const scenario =
    base && head && compared.length > 0
      ? comparedScenario(request, base, head, compared, arms)
      : undefined;
  return {
    compared: scenario,
    heldToBase: scenario && { ...scenario, operations: heldToBase },
    added: head && headOnly.length > 0 ? addedScenario(request, head, headOnly) : undefined,
    pairs: pairsOf(base, head, whole.name, states, arms),
    operations: states,
  };
}

/** What is said of a combined scenario; lines are read off the source by who has it. */
export function scenarioFactsOfGate(
  { operations }: CombinedScenario,
  { name, file }: LoadedScenario,
  lineOf: (operation: string) => number | null,
): GateScenarioFacts {
  return {
    name,
    file,
    operations: operations.map(({ operation, state }) => ({
      ...{ name: operation.name, title: operation.title, state },
      line: state === 'removed' ? null : lineOf(operation.name),
    })),
  };
}

function isOneOf({ arms }: Scenario): (arm: Arm) => boolean {
  return ({ name }) => arms.some((arm) => arm.name === name);
}

interface CombinedArms {
  readonly base: readonly Arm[];
  readonly again: readonly Arm[];
  readonly head: readonly Arm[];
}

function armsOf(
  base: Scenario | undefined,
  head: Scenario | undefined,
  compared: readonly Operation[],
  timed: readonly string[],
): CombinedArms {
  const names = compared.map(({ name }) => name);
  const own = (arms: readonly Arm[]) =>
    arms.filter(
      ({ operations }) => operations === undefined || names.some((n) => operations.includes(n)),
    );
  const within = ({ operations }: Arm) =>
    names.filter((name) => operations === undefined || operations.includes(name));
  const baseArms = own(base?.arms ?? []).map(
    (arm): Arm => ({
      ...arm,
      name: baseArm(arm.name),
      title: `base: ${arm.title}`,
      sibling: siblingName('base', arm.sibling),
      operations: within(arm),
    }),
  );
  const both = timed.filter((name) => baseArms.some((arm) => arm.name === baseArm(name)));
  return {
    base: baseArms,
    again: (base?.arms ?? [])
      .filter(({ name }) => both.includes(name))
      .map((arm) => ({
        ...arm,
        name: againArm(arm.name),
        title: `base, again: ${arm.title}`,
        repeats: baseArm(arm.name),
        sibling: againSibling(arm.sibling),
        operations: within(arm),
      })),
    head: own(head?.arms ?? []).map((arm) => ({ ...ofHead(arm), operations: within(arm) })),
  };
}

function ofHead(arm: Arm): Arm {
  return {
    ...arm,
    name: headArm(arm.name),
    title: `head: ${arm.title}`,
    sibling: siblingName('head', arm.sibling),
    form: headForm(arm.form ?? arm.isolation),
  };
}

function comparedScenario(
  { baseSql, headSql }: CombineRequest,
  base: Scenario,
  head: Scenario,
  operations: readonly Operation[],
  { base: baseArms, again, head: headArms }: CombinedArms,
): Scenario {
  const contrasts = again.flatMap(({ name }): Contrast[] => {
    const arm = name.slice(againArm('').length);
    return [
      {
        name: `again:${arm}`,
        title: 'base twice',
        treatment: name,
        baseline: baseArm(arm),
        kind: 'aa',
      },
      ...(headArms.some((each) => each.name === headArm(arm))
        ? [
            {
              name: `head:${arm}`,
              title: 'head over base',
              treatment: headArm(arm),
              baseline: baseArm(arm),
              kind: 'level' as const,
            },
          ]
        : []),
    ];
  });
  const owned = base.arms
    .filter(({ name }) => again.some((arm) => arm.name === againArm(name)))
    .map(({ sibling }) => sibling);
  return {
    ...shared(head),
    siblings: [
      ...siblingsOfSide('base', base, baseSql),
      ...againSiblings(owned),
      ...siblingsOfSide('head', head, headSql),
    ],
    drawFrom: drawnFrom('base', base),
    operations,
    arms: [...baseArms, ...again, ...headArms],
    contrasts,
  };
}

function addedScenario(
  { headSql }: CombineRequest,
  head: Scenario,
  operations: readonly Operation[],
): Scenario {
  const names = operations.map(({ name }) => name);
  return {
    ...shared(head),
    siblings: siblingsOfSide('head', head, headSql),
    drawFrom: drawnFrom('head', head),
    operations,
    arms: head.arms.map((arm) => ({
      ...ofHead(arm),
      operations: names.filter((name) => arm.operations?.includes(name) ?? true),
    })),
    contrasts: [],
  };
}

/** Where a scenario names none, from the database that all of the side's are clones of. */
function drawnFrom(side: SideName, { drawFrom }: Scenario): string {
  return drawFrom === undefined ? madeSibling(side) : siblingName(side, drawFrom);
}

/** No probes, no load of its own: a gate proves, plans and times rounds. */
function shared({ name, question, dataset, sample, file }: Scenario & { readonly file?: string }) {
  return {
    ...{ name, question, dataset },
    ...(sample ? { sample } : {}),
    ...(file === undefined ? {} : { file }),
    // A helper called once a row is seen by no other exact figure where an index serves.
    countCalls: true as const,
    telling: [],
    concurrent: [],
  };
}

/** One for each arm that either side has of what both do: one that head took away is not forgotten. */
function pairsOf(
  base: Scenario | undefined,
  head: Scenario | undefined,
  scenario: string,
  states: CombinedScenario['operations'],
  { again }: CombinedArms,
): GatePair[] {
  return states.flatMap(({ operation, state }) => {
    const hasBase = state !== 'added' && state !== 'incomparable';
    const inBase = hasBase ? armsDoing(base, operation.name) : [];
    const inHead = state === 'removed' ? [] : armsDoing(head, operation.name);
    const isTimed = (arm: string) =>
      inBase.includes(arm) && again.some(({ name }) => name === againArm(arm));
    return [...new Set([...inHead, ...inBase])].map((arm) => ({
      ...{ scenario, operation: operation.name, arm },
      base: inBase.includes(arm) ? baseArm(arm) : null,
      again: isTimed(arm) ? againArm(arm) : null,
      head: inHead.includes(arm) ? headArm(arm) : null,
    }));
  });
}

function armsDoing(scenario: Scenario | undefined, name: string): string[] {
  const operation = scenario?.operations.find((each) => each.name === name);
  if (!scenario || !operation) return [];
  return scenario.arms.filter((arm) => takesPart(arm, operation)).map((arm) => arm.name);
}
