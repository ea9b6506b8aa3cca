import type { GateResult, GateTiming } from './gate-result.js';

const TENANTS: Record<GateTiming['tenant'], string> = {
  whale: 'the whale',
  median: 'the median tenant',
  tiny: 'the tiny tenant',
};

/** A tenant within a sentence, as short as can be: "the tiny tenant". */
export function tenantWords(tenant: GateTiming['tenant']): string {
  return TENANTS[tenant];
}

/** The name an operation has for people; its own where the gate does not describe it. */
export function operationTitle(
  { gate }: Pick<GateResult, 'gate'>,
  scenario: string,
  operation: string,
): string {
  const facts = gate.scenarios.find(({ name }) => name === scenario);
  return facts?.operations.find(({ name }) => name === operation)?.title ?? operation;
}
