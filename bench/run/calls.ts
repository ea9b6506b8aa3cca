import { DatabaseError } from 'pg';
import { type CallCounter, type CountedCalls, openCallCounter } from '../plan/calls.js';
import { withCalls } from '../plan/summarise.js';
import type { PlanRecord } from '../result/journal.js';
import { queryCallOf } from '../scenario/parameters.js';
import { connectionOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import { thenClose } from '../then-close.js';
import type { PlanForm, PlansRequest } from './plans.js';

/**
 * The plans of one database, with the function calls of an execution of each where the scenario asks
 * for them. Where the stand-in that counts would change the plan, or the owner may not count, they are
 * left out, which `request.onUncounted` is told; what needs them then fails and says so.
 *
 * @param forms whose plans they are; all on one database
 */
export async function countCalls(
  plans: readonly PlanRecord[],
  forms: readonly PlanForm[],
  request: PlansRequest,
): Promise<PlanRecord[]> {
  const [first] = forms;
  const wanted = new Set(plans.filter((plan) => wantsCalls(plan, request)));
  if (!first || wanted.size === 0) return [...plans];
  const { database } = connectionOf(request.roles, first);
  return withClient(request.ownerOf(database), async (owner) => {
    const counter = await openCallCounter(owner, { schema: request.schema }).catch(refusal);
    if (typeof counter === 'string') {
      for (const plan of wanted) request.onUncounted(plan, counter);
      return [...plans];
    }
    const countAll = async () => {
      const known = new Map<string, CountedCalls>();
      const counted: PlanRecord[] = [];
      for (const plan of plans) {
        const form = wanted.has(plan) && forms.find((each) => isOf(each, plan));
        counted.push(form ? await countOne(counter, plan, form, request, known) : plan);
      }
      return counted;
    };
    return thenClose(countAll, counter.close);
  });
}

/** Why nothing is counted where the role may not have functions tracked; anything else is thrown. */
function refusal(error: unknown): string {
  if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
  return `function calls were not counted (${error.message}): that takes a superuser, or from one: GRANT SET ON PARAMETER track_functions TO the role of --target`;
}

/** SQLSTATE of a missing right (manual, appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';

function wantsCalls(
  { operation, arm }: PlanRecord,
  { scenario, operations }: PlansRequest,
): boolean {
  const { expect = [] } = operations.find(({ name }) => name === operation) ?? {};
  return (
    scenario.countCalls === true ||
    expect.some(
      ({ maxFunctionCalls, arms }) =>
        maxFunctionCalls !== undefined && (arms?.includes(arm) ?? true),
    )
  );
}

function isOf({ arms }: PlanForm, { arm }: PlanRecord): boolean {
  return arms.some(({ name }) => name === arm);
}

/** Arms of one form share a plan, and so its calls. */
async function countOne(
  counter: CallCounter,
  plan: PlanRecord,
  form: PlanForm,
  request: PlansRequest,
  known: Map<string, CountedCalls>,
): Promise<PlanRecord> {
  const { operations, tenants, parameters, roles, schema, signal } = request;
  const operation = operations.find(({ name }) => name === plan.operation);
  const tenant = tenants.find(({ name }) => name === plan.tenant);
  const drawn = parameters.find(
    (each) => each.operation === plan.operation && each.tenant === plan.tenant,
  );
  const set = drawn?.sets[0];
  if (!operation || !tenant || !set || signal.aborted) return plan;
  const key = JSON.stringify([form.arms[0]?.name, plan.operation, plan.tenant]);
  const counted =
    known.get(key) ??
    (await counter.count({
      role: roles[form.isolation].user,
      searchPath: schema,
      strategy: form.strategy,
      planCacheMode: form.planCacheMode,
      call: queryCallOf(operation, form, tenant, set),
      plan: plan.summary,
    }));
  known.set(key, counted);
  if (counted.calls !== null) return { ...plan, summary: withCalls(plan.summary, counted.calls) };
  request.onUncounted(plan, counted.warning);
  return plan;
}
