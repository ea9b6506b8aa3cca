import type { PlanRecord } from '../../result/journal.js';
import { joinNames } from '../names.js';
import type { Exporter, ReportFile } from './exporter.js';

/** EXPLAIN's output, whole, one file a scenario, operation, tenant and arm. */
export const plans: Exporter = { name: 'plans', files: ({ plans }) => planFiles(plans) };

export function planFiles(plans: readonly PlanRecord[]): ReportFile[] {
  return plans.map(({ scenario, operation, tenant, arm, explain }) => ({
    path: `plans/${joinNames(scenario, operation, tenant, arm)}.json`,
    text: `${JSON.stringify(explain, null, 1)}\n`,
  }));
}
