import type { GateTiming } from './gate-result.js';

const TENANTS: Record<GateTiming['tenant'], string> = {
  whale: 'the whale',
  median: 'the median tenant',
  tiny: 'the tiny tenant',
};

/** A tenant within a sentence, as short as can be: "the tiny tenant". */
export function tenantWords(tenant: GateTiming['tenant']): string {
  return TENANTS[tenant];
}
