import type { SkippedWork } from '../result/parts.js';
import { type Cell, type Scenario, TENANT_NAMES, type TenantName } from '../scenario/scenario.js';
import { cellsOf } from './cells.js';
import { PROFILE_NAMES, PROFILES, type Profile, type ProfileName } from './profiles.js';

/** The operations that a profile proves, plans and judges, but does not put under load. */
export function unmeasured(
  scenario: Scenario,
  cells: readonly Cell[],
  { name: profile }: Pick<Profile, 'name'>,
): SkippedWork[] {
  const entry = (operation: string, tenant: TenantName | null): SkippedWork => {
    const larger = smallestLarger(profile, scenario, operation, tenant);
    return {
      ...{ scenario: scenario.name, operation, tenant, concurrency: null, arm: null },
      reason: `proved, planned and judged, but not put under load in profile ${profile}${larger ? `: use ${larger}` : ''}`,
      byDesign: true,
    };
  };
  if (scenario.contrasts.length === 0) return [];
  return scenario.operations.flatMap(({ name }) => {
    const loaded = cells.filter(({ operation }) => operation === name);
    if (loaded.length === 0) return [entry(name, null)];
    const left = TENANT_NAMES.filter((tenant) => !loaded.some((cell) => cell.tenant === tenant));
    return left.map((tenant) => entry(name, tenant));
  });
}

/** The smallest profile above one that puts an operation under load for a tenant, or for any. */
function smallestLarger(
  profile: ProfileName,
  scenario: Scenario,
  operation: string,
  tenant: TenantName | null,
): ProfileName | undefined {
  // Which levels of concurrency there are is of no interest here.
  const cores = 1;
  return PROFILE_NAMES.slice(PROFILE_NAMES.indexOf(profile) + 1).find((larger) =>
    cellsOf(scenario, PROFILES[larger].cells, cores).some(
      (cell) => cell.operation === operation && (tenant === null || cell.tenant === tenant),
    ),
  );
}
