import type { Arm, Operation } from './scenario.js';

/** True where an arm runs the operation: it may name its operations, and it needs its form there. */
export function takesPart(
  { form, operations }: Pick<Arm, 'form' | 'operations'>,
  operation: Operation,
): boolean {
  if (operations !== undefined && !operations.includes(operation.name)) return false;
  return form === undefined || operation.forms?.[form] !== undefined;
}

/** True where the tenant is `$1` of what an arm sends: to filter by, or to name in an INSERT. */
export function isGivenTenant(
  { tenantForms = [] }: Pick<Operation, 'tenantForms'>,
  { isolation, form }: Pick<Arm, 'isolation' | 'form'>,
): boolean {
  return isolation === 'where' || (form !== undefined && tenantForms.includes(form));
}

/** What an arm sends for an operation. */
export function textOf(
  operation: Operation,
  { isolation, form }: Pick<Arm, 'isolation' | 'form'>,
): string {
  const text = form === undefined ? operation[isolation] : operation.forms?.[form];
  if (text === undefined) throw new Error(`Operation ${operation.name} has no form ${form}`);
  return text;
}
