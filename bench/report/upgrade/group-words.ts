import { tenantWords } from '../words.js';
import type { PlanGroup } from './groups.js';
import type { UpgradeInput } from './input.js';

const NAMED = 2;

/** "WHERE alone / WHERE in a transaction and 4 more arms". */
export function armsWords({ arms }: Pick<PlanGroup, 'arms'>): string {
  const titles = arms.map(({ title }) => title);
  if (titles.length <= NAMED + 1) return titles.join(' / ');
  return `${titles.slice(0, NAMED).join(' / ')} and ${titles.length - NAMED} more arms`;
}

export function groupTenant({ row }: Pick<PlanGroup, 'row'>): string {
  const words = tenantWords(row.tenant);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Where a group is, on one line: "Latest 20 invoices, whale (WHERE alone)". */
export function groupPlace({ scenarios }: UpgradeInput, group: PlanGroup): string {
  const scenario = scenarios.length > 1 ? `${group.scenario.name}: ` : '';
  return `${scenario}${group.operation.title}, ${group.row.tenant} (${armsWords(group)})`;
}
