import type { GateFacts, GatePair, GateScenarioFacts } from '../../result/gate-parts.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Operation } from '../../scenario/scenario.js';
import { takesPart } from '../../scenario/taking-part.js';
import { withoutRepeats } from '../../scenario/without-repeats.js';
import { baseArm, headArm } from '../combine/arm-names.js';
import { combinationOfArm } from '../exact/combination.js';
import type { Side } from '../side.js';
import type { Baseline, BaselineArm, BaselineScenario } from './baseline.js';
import { baselineScenarioOf } from './scenario-hash.js';

export interface FactsRequest extends Pick<GateFacts, 'margins' | 'budgets' | 'tier' | 'strict'> {
  /** The baseline file, as the person named it. */
  readonly baselineFile: string;
  readonly head: Side;
  /** Whether all of the baseline's scenarios are wanted: only then is one that is not here gone. */
  readonly isWhole: boolean;
  readonly maxTimeSeconds: number;
  /** The line an operation of a scenario is defined on; null where there is no source. */
  readonly lineOf: (scenario: string, operation: string) => number | null;
}

/** What is compared, from a baseline and what is there now: its arms are base's, today's head's. */
export function baselineGateFacts(saved: Baseline, request: FactsRequest): GateFacts {
  const { baselineFile, head, margins, budgets, tier, strict, maxTimeSeconds } = request;
  const gone = saved.scenarios.filter(
    ({ name }) => request.isWhole && !head.scenarios.some((scenario) => scenario.name === name),
  );
  const lists = head.scenarios.map((scenario) => {
    const before = saved.scenarios.find(({ name }) => name === scenario.name);
    const states = statesOf(before, scenario);
    return {
      facts: {
        ...{ name: scenario.name, file: scenario.file },
        operations: states.map((each) => ({
          ...each,
          line: each.state === 'removed' ? null : request.lineOf(scenario.name, each.name),
        })),
      },
      pairs: states.flatMap(({ name, state }) => pairsOf(saved, scenario, name, state)),
    };
  });
  return {
    base: { label: baselineFile, kind: 'baseline', commit: null, sqlFiles: [] },
    head: head.facts,
    scenarios: [...lists.map(({ facts }) => facts), ...gone.map(goneFacts)],
    pairs: lists.flatMap(({ pairs }) => pairs),
    ...{ margins, budgets, tier, strict, maxTimeSeconds },
  };
}

interface OperationState {
  readonly name: string;
  readonly title: string;
  readonly state: GateScenarioFacts['operations'][number]['state'];
}

function statesOf(
  before: BaselineScenario | undefined,
  scenario: LoadedScenario,
): OperationState[] {
  const now = new Map(baselineScenarioOf(scenario).operations.map((each) => [each.name, each]));
  const states = scenario.operations.map(({ name, title }): OperationState => {
    const old = before?.operations.find((each) => each.name === name);
    const fresh = now.get(name);
    if (old === undefined) return { name, title, state: 'added' };
    if (old.work !== fresh?.work) return { name, title, state: 'incomparable' };
    return { name, title, state: old.texts === fresh.texts ? 'same' : 'changed' };
  });
  const removed = (before?.operations ?? []).filter(({ name }) => !now.has(name));
  return [
    ...states,
    ...removed.map(({ name, title }): OperationState => ({ name, title, state: 'removed' })),
  ];
}

function pairsOf(
  saved: Baseline,
  scenario: LoadedScenario,
  operation: string,
  state: OperationState['state'],
): GatePair[] {
  const now = new Set(armsOf(scenario, operation));
  const known = saved.scenarios.find(({ name }) => name === scenario.name)?.arms ?? [];
  const before = new Set([
    ...saved.plans
      .filter((plan) => plan.scenario === scenario.name && plan.operation === operation)
      .flatMap(({ arms }) => arms),
    // Never planned, and yet to be known: a control that works today is no control any more.
    ...known.flatMap((arm) => (isControl(arm) && now.has(arm.name) ? arm.name : [])),
  ]);
  const isPaired = state === 'same' || state === 'changed';
  return [...new Set([...now, ...before])].map((arm) => ({
    ...{ scenario: scenario.name, operation, arm, again: null },
    // Incomparable: head's stands alone, as an operation that was added.
    base: before.has(arm) && (isPaired || state === 'removed') ? baseArm(arm) : null,
    head: now.has(arm) ? headArm(arm) : null,
  }));
}

function isControl(arm: BaselineArm): boolean {
  const { verdict } = combinationOfArm(arm);
  return verdict === 'leaks' || verdict === 'does nothing';
}

/**
 * The arms that take part in an operation. Controls too, of which there are no plans: an arm that had
 * one then and is a control today lost its way to carry the tenant, and rule `context` has to see it.
 */
function armsOf(scenario: LoadedScenario, name: string): string[] {
  const operation = scenario.operations.find((each): each is Operation => each.name === name);
  if (operation === undefined) return [];
  return withoutRepeats(scenario)
    .arms.filter((arm) => takesPart(arm, operation))
    .map((arm) => arm.name);
}

function goneFacts({ name, operations }: BaselineScenario): GateScenarioFacts {
  return {
    ...{ name, file: null },
    operations: operations.map((each) => ({
      ...{ name: each.name, title: each.title, line: null },
      state: 'removed' as const,
    })),
  };
}
