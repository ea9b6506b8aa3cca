import type { ContrastResult, PlanSummary } from '../../result/result.js';
import { distinct } from '../cells.js';
import { count, formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isSlower, isUntrusted, type Said, timeWords } from './said.js';
import { answerTenant, armAt, comparisonOf, type ScenarioView } from './view.js';

/** One form of the policy as it did on one operation, for one tenant. */
export interface FormRow {
  readonly arm: ArmFacts;
  readonly plan: PlanSummary | null;
  readonly buffers: number | null;
  readonly p50Ns: number | null;
  /** Median latency over the reference form; undefined for the reference itself and where not measured. */
  readonly overReference: ContrastResult | undefined;
  /** A form that is compared with another than the reference: over that one. */
  readonly overOther: ContrastResult | undefined;
}

/** The form that most `level` contrasts are over; the first RLS arm where there is none. */
export function referenceForm(view: ScenarioView): ArmFacts | undefined {
  const baselines = view.facts.contrasts
    .filter(({ kind }) => kind === 'level')
    .map(({ baseline }) => baseline);
  const [most] = distinct(baselines).sort(
    (a, b) => baselines.filter((n) => n === b).length - baselines.filter((n) => n === a).length,
  );
  return (
    view.arms.find((arm) => arm.name === most) ?? view.arms.find((arm) => arm.isolation === 'rls')
  );
}

/** Every form that took part in an operation, for one tenant. */
export function formRows(view: ScenarioView, operation: string, tenant: Tenant): FormRow[] {
  const reference = referenceForm(view);
  return view.arms.flatMap((arm) => {
    const known = armAt(view, operation, tenant, arm.name);
    if (known === undefined) return [];
    const overReference =
      arm === reference
        ? undefined
        : comparisonOf(view, operation, tenant, arm.name, reference?.name);
    const other = view.facts.contrasts.find(
      ({ kind, treatment }) => kind !== 'aa' && treatment === arm.name,
    );
    return [
      {
        arm,
        plan: known.plan,
        buffers: known.buffers,
        p50Ns: known.latency?.p50Ns ?? null,
        overReference,
        overOther:
          arm === reference || overReference !== undefined
            ? undefined
            : comparisonOf(view, operation, tenant, arm.name, other?.baseline),
      },
    ];
  });
}

/** Calls an execution in a few words, each labelled where a stand-in was counted; '' where none were. */
export function callsWords(plan: PlanSummary | null): string {
  if (plan?.calls === undefined) return 'not counted';
  if (plan.calls.length === 0) return 'none';
  return plan.calls
    .map(
      (one) => `${formatInteger(one.calls)} of ${one.function}${one.standIn ? ' (stand-in)' : ''}`,
    )
    .join(', ');
}

/**
 * The function that an execution calls most. One function alone, since a helper's calls of another
 * are calls of both. Null where none is called, undefined where calls were not counted.
 */
export function mostCalled(
  plan: PlanSummary | null,
): NonNullable<PlanSummary['calls']>[number] | null | undefined {
  return plan?.calls?.reduce<NonNullable<PlanSummary['calls']>[number] | null>(
    (most, one) => (most === null || one.calls > most.calls ? one : most),
    null,
  );
}

/** What a plan does in a line: its scans, and what they threw away. */
export function planWords(plan: PlanSummary | null): string {
  if (plan === null) return 'not planned';
  const scans = distinct(
    plan.nodes
      .filter(({ relation, index }) => relation !== null || index !== null)
      .map(({ nodeType, relation, index }) => `${nodeType} ${index ?? relation ?? ''}`.trim()),
  );
  const removed =
    plan.rowsRemovedByFilter > 0
      ? `; ${count(plan.rowsRemovedByFilter, 'row')} removed by filters`
      : '';
  const sorts = plan.nodes.some(({ nodeType }) => /sort/i.test(nodeType)) ? '; sorts' : '';
  return `${scans.length === 0 ? (plan.nodes[0]?.nodeType ?? 'nothing') : listWords(scans.slice(0, 3))}${scans.length > 3 ? ' …' : ''}${removed}${sorts}`;
}

/** How many forms are slower than the reference, sure of it, and which reads and calls most. */
export function formsAnswer(view: ScenarioView): Said[] {
  const reference = referenceForm(view);
  const operation = view.operations.find(({ name }) =>
    view.tenants.some((tenant) => formRows(view, name, tenant).length > 1),
  );
  const tenant = operation && answerTenant(view, operation.name);
  if (reference === undefined || tenant === undefined || operation === undefined) return [];
  const rows = formRows(view, operation.name, tenant);
  const compared = rows.filter(
    ({ arm, overReference }) => arm.isolation === 'rls' && overReference !== undefined,
  );
  const slower = compared.filter(({ overReference }) => isSlower(overReference));
  const dearest = [...slower].sort(
    (a, b) => (b.overReference?.ratio ?? 0) - (a.overReference?.ratio ?? 0),
  )[0];
  const place = `on “${operation.title}” for the ${tenant} tenant`;
  const trusted = compared.filter(
    ({ overReference }) => overReference !== undefined && !isUntrusted(overReference),
  );
  return [
    compared.length === 0
      ? { text: `No form was timed against “${reference.title}” ${place}.`, firm: false }
      : trusted.length === 0
        ? {
            text: `Which forms of the policy are slower than “${reference.title}” ${place} is not known: identical arms differed there.`,
            firm: false,
          }
        : {
            text:
              dearest?.overReference === undefined
                ? `None of ${count(compared.length, 'form')} of the policy is told to be slower than “${reference.title}” ${place}.`
                : `${slower.length} of ${count(compared.length, 'form')} of the policy ${slower.length === 1 ? 'is' : 'are'} slower than “${reference.title}” ${place}, most of all “${dearest.arm.title}”: ${timeWords(dearest.overReference)}.`,
            firm: true,
          },
    ...callsSaid(view, operation, tenant),
  ];
}

/** The forms that call one function least and most: RLS alone, since WHERE is no form of the policy. */
function callsSaid(view: ScenarioView, operation: OperationFacts, tenant: Tenant): Said[] {
  const counted = formRows(view, operation.name, tenant)
    .filter(({ arm }) => arm.isolation === 'rls')
    .flatMap(({ arm, plan }) => {
      const most = mostCalled(plan);
      return most === undefined ? [] : [{ arm, most, calls: most?.calls ?? 0 }];
    })
    .sort((a, b) => a.calls - b.calls);
  const least = counted[0];
  // Of several that call as often, the scenario's first.
  const most = counted.find(({ calls }) => calls === counted[counted.length - 1]?.calls);
  if (most === undefined || least === undefined || most.calls === least.calls) return [];
  const words = ({ arm, most: one }: typeof most) =>
    `${one === null ? 'none' : `${formatInteger(one.calls)} of ${one.function}${one.standIn ? ', counted with a stand-in' : ''}`} (“${arm.title}”)`;
  return [
    {
      text: `Calls of one function an execution there: from ${words(least)}${least.most?.standIn ? ',' : ''} to ${words(most)}.`,
      firm: true,
    },
  ];
}
