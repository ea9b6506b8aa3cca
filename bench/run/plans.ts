import type { Client } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import { inLanes } from '../lanes.js';
import type { ConnectionSettings } from '../load/session.js';
import { capturePlan } from '../plan/capture.js';
import { type IndexCatalog, readIndexCatalog } from '../plan/index-catalog.js';
import { summarisePlan } from '../plan/summarise.js';
import { type ArmForm, armForms } from '../proof/arm-form.js';
import type { PlanRecord } from '../result/journal.js';
import { type OperationParameters, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation, Scenario, TenantName } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';
import type { ArmRoles } from '../target/target.js';
import { countCalls } from './calls.js';

export interface PlansRequest {
  readonly scenario: Scenario;
  /** The operations that will be measured. */
  readonly operations: readonly Operation[];
  readonly tenants: readonly NamedTenant[];
  readonly parameters: readonly OperationParameters[];
  readonly roles: ArmRoles;
  /** The form's connection. */
  readonly clientOf: (form: ArmForm) => Promise<Client>;
  /** The schema that holds the tables. */
  readonly schema: string;
  /** Told of a plan whose function calls could not be counted, and why. */
  readonly onUncounted: (plan: PlanRecord, why: string) => void;
  /** The owner of a database of ours. */
  readonly ownerOf: (database: string) => ConnectionSettings;
  readonly signal: AbortSignal;
}

/** Arms whose plans are the same by construction, so one of them is explained for all. */
export interface PlanForm extends ArmForm {
  readonly warmedBy?: TenantName;
}

/**
 * Captures the plan of every arm, operation and tenant, under the arm's own role and context, in a
 * session of its form, and counts function calls where they are asked for; yields a journal record
 * for each arm. Forms on the same database follow one another: what one reads could else keep another
 * from marking dead index entries.
 *
 * @throws pg's DatabaseError when a query fails under an arm's role.
 */
export async function capturePlans(
  request: PlansRequest,
  onPlan: (plan: PlanRecord) => void,
): Promise<void> {
  const forms = planForms(request.scenario.arms);
  const plans: PlanRecord[] = [];
  try {
    await inLanes(
      [...formsByDatabase(forms).values()],
      ([first]) => first?.sibling ?? '',
      async (alike) => {
        const captured: PlanRecord[] = [];
        const catalogs: Catalogs = new Map();
        for (const form of alike) {
          const client = await request.clientOf(form);
          await captureForm(client, form, request, catalogs, (plan) => captured.push(plan));
        }
        plans.push(...(await countCalls(captured, alike, request)));
      },
    );
  } finally {
    for (const plan of inScenarioOrder(plans, request)) onPlan(plan);
  }
}

/** Two lanes end as they please; what they found is told in the order of the scenario. */
function inScenarioOrder(
  plans: readonly PlanRecord[],
  { scenario, operations, tenants }: PlansRequest,
): PlanRecord[] {
  const rank = ({ operation, tenant, arm }: PlanRecord) =>
    [
      scenario.arms.findIndex(({ name }) => name === arm),
      operations.findIndex(({ name }) => name === operation),
      tenants.findIndex(({ name }) => name === tenant),
    ].reduce((sum, index) => sum * 1000 + index, 0);
  return [...plans].sort((a, b) => rank(a) - rank(b));
}

function formsByDatabase(forms: readonly PlanForm[]): Map<string, PlanForm[]> {
  const groups = new Map<string, PlanForm[]>();
  for (const form of forms) {
    const name = form.sibling ?? '';
    groups.set(name, [...(groups.get(name) ?? []), form]);
  }
  return groups;
}

function planForms(arms: readonly Arm[]): PlanForm[] {
  return armForms(arms).flatMap((form) =>
    [...new Set(form.arms.map(({ warmedBy }) => warmedBy))].map((warmedBy) => ({
      ...form,
      arms: form.arms.filter((arm) => arm.warmedBy === warmedBy),
      ...(warmedBy === undefined ? {} : { warmedBy }),
    })),
  );
}

/** The names of one database, by schema: WHERE arms may read copies in another. */
type Catalogs = Map<string, IndexCatalog>;

async function catalogOf(client: Client, catalogs: Catalogs): Promise<IndexCatalog> {
  const { rows } = await client.query<{ schema: string }>('select current_schema() as schema');
  const schema = rows[0]?.schema ?? 'public';
  const catalog = catalogs.get(schema) ?? (await readIndexCatalog(client, schema));
  catalogs.set(schema, catalog);
  return catalog;
}

async function captureForm(
  client: Client,
  form: PlanForm,
  request: PlansRequest,
  catalogs: Catalogs,
  onPlan: (plan: PlanRecord) => void,
): Promise<void> {
  const { scenario, operations, tenants, signal } = request;
  const catalog = await catalogOf(client, catalogs);
  for (const operation of operations.filter((each) => takesPart(form, each))) {
    for (const tenant of tenants) {
      if (signal.aborted) return;
      const captured = await captureOne(client, form, operation, tenant, request, catalog);
      const where = { scenario: scenario.name, operation: operation.name, tenant: tenant.name };
      for (const { name } of form.arms) onPlan({ type: 'plan', ...where, arm: name, ...captured });
    }
  }
}

async function captureOne(
  client: Client,
  form: PlanForm,
  operation: Operation,
  tenant: NamedTenant,
  { tenants, parameters }: PlansRequest,
  catalog: IndexCatalog,
): Promise<Pick<PlanRecord, 'summary' | 'explain'>> {
  const callsOf = (of: NamedTenant) => {
    const drawn = parameters.find(
      (each) => each.operation === operation.name && each.tenant === of.name,
    );
    return (drawn?.sets ?? []).map((set) => queryCallOf(operation, form, of, set, tenant.name));
  };
  const warmer = tenants.find(({ name }) => name === form.warmedBy);
  const captured = await capturePlan(client, {
    strategy: form.strategy,
    planCacheMode: form.planCacheMode,
    calls: callsOf(tenant),
    ...(warmer === undefined ? {} : { warmCalls: callsOf(warmer) }),
    ...(operation.effect === undefined ? {} : { effect: operation.effect }),
  });
  return { summary: summarisePlan(captured, catalog), explain: captured.explain };
}
