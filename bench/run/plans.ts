import type { Client } from 'pg';
import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { capturePlan } from '../plan/capture.js';
import { readIndexCatalog } from '../plan/index-catalog.js';
import { summarisePlan } from '../plan/summarise.js';
import type { PlanRecord } from '../result/journal.js';
import { type OperationParameters, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation, Scenario } from '../scenario/scenario.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles } from '../target/target.js';

export interface PlansRequest {
  readonly scenario: Scenario;
  /** The operations that will be measured. */
  readonly operations: readonly Operation[];
  readonly tenants: readonly NamedTenant[];
  readonly parameters: readonly OperationParameters[];
  readonly roles: ArmRoles;
  readonly signal: AbortSignal;
}

/**
 * Captures the plan of every arm, operation and tenant, under the arm's own role and context, one
 * connection an arm; yields a journal record for each.
 *
 * @throws pg's DatabaseError when a query fails under an arm's role.
 */
export async function capturePlans(
  request: PlansRequest,
  onPlan: (plan: PlanRecord) => void,
): Promise<void> {
  for (const arm of request.scenario.arms) {
    await withClient(request.roles[arm.isolation], (client) =>
      captureArm(client, arm, request, onPlan),
    );
  }
}

async function captureArm(
  client: Client,
  arm: Arm,
  { scenario, operations, tenants, parameters, signal }: PlansRequest,
  onPlan: (plan: PlanRecord) => void,
): Promise<void> {
  const { rows } = await client.query<{ schema: string }>('select current_schema() as schema');
  const catalog = await readIndexCatalog(client, rows[0]?.schema ?? 'public');
  for (const operation of operations) {
    for (const tenant of tenants) {
      if (signal.aborted) return;
      const drawn = parameters.find(
        (each) => each.operation === operation.name && each.tenant === tenant.name,
      );
      const captured = await capturePlan(client, {
        strategy: CONTEXT_STRATEGIES[arm.context],
        planCacheMode: arm.planCacheMode,
        calls: (drawn?.sets ?? []).map((set) => queryCallOf(operation, arm.isolation, tenant, set)),
      });
      onPlan({
        type: 'plan',
        scenario: scenario.name,
        operation: operation.name,
        tenant: tenant.name,
        arm: arm.name,
        summary: summarisePlan(captured, catalog),
        explain: captured.explain,
      });
    }
  }
}
