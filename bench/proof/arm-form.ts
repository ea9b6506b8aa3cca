import { combinationOf } from '../context/combination.js';
import type { ContextStrategy } from '../context/exchange.js';
import { strategyInTransaction } from '../context/in-transaction.js';
import type { Arm, Isolation, PlanCacheMode } from '../scenario/scenario.js';

/**
 * Arms that send the same SQL under the same role: they differ in round trips or client only, so one
 * execution proves the rows of all of them.
 */
export interface ArmForm {
  readonly isolation: Isolation;
  readonly planCacheMode: PlanCacheMode;
  /** The sibling database all its arms work on; absent: the loaded one. */
  readonly sibling?: string;
  /** Which of an operation's texts they send; absent: that of their isolation. */
  readonly form?: string;
  /** The only operations they take part in; absent: all that have the form. */
  readonly operations?: readonly string[];
  /** The strategy of the first arm; the others' gives the same statements, grouped otherwise. */
  readonly strategy: ContextStrategy;
  /** At least one, in the scenario's order. */
  readonly arms: readonly Arm[];
}

/** Groups arms by role, database, text, `plan_cache_mode` and the statements around their query. */
export function armForms(arms: readonly Arm[]): ArmForm[] {
  const forms = new Map<string, ArmForm & { arms: Arm[] }>();
  for (const arm of arms) {
    const { isolation, sibling, form: text, operations } = arm;
    const planCacheMode = planCacheModeOf(arm);
    const key = formKey(arm);
    const form = forms.get(key);
    if (form) form.arms.push(arm);
    else {
      const strategy = strategyInTransaction(arm.context);
      forms.set(key, {
        ...{ isolation, planCacheMode, strategy, arms: [arm] },
        ...(sibling === undefined ? {} : { sibling }),
        ...(text === undefined ? {} : { form: text }),
        ...(operations === undefined ? {} : { operations }),
      });
    }
  }
  return [...forms.values()];
}

/** An arm that is there to fail, so that a probe which has to catch that is known to see. */
export function isControl(arm: Arm): boolean {
  return combinationOf(arm).verdict !== 'works';
}

/** Equal for the arms of one form, and for no others. */
export function formKey(arm: Arm): string {
  const { isolation, sibling, form: text, operations } = arm;
  return JSON.stringify([
    ...[isolation, planCacheModeOf(arm), sibling ?? null, text ?? null, operations ?? null],
    ...statementsAround(arm),
  ]);
}

/**
 * A statement that is not kept under a name is planned for its values each time, as a named one is
 * with custom plans forced (Postgres manual, PREPARE "Notes").
 */
function planCacheModeOf({ planCacheMode, route, statement }: Arm): PlanCacheMode {
  const isKept = (statement ?? 'named') === 'named' && route !== 'direct-per-request';
  return planCacheMode === 'auto' && !isKept ? 'force_custom_plan' : planCacheMode;
}

/** Inside a transaction or not, and what sets the context: as `inContext` runs an exchange. */
function statementsAround(arm: Arm): string[] {
  const query = { name: '', text: '', values: [], tenantId: '' };
  const statements = strategyInTransaction(arm.context).exchange(query).flat();
  if (statements.length === 1) return [];
  const context = statements.filter(({ part }) => part === 'context');
  return ['transaction', ...context.map(({ text }) => text)];
}

/** Says for which other arm of its form an arm's check was run; empty for that arm itself. */
export function sharedWith(form: ArmForm, arm: Arm): string {
  const [first] = form.arms;
  return !first || first.name === arm.name ? '' : ` (the same SQL as arm ${first.name}, run once)`;
}
