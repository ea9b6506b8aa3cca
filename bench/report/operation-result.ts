import type { ReportCell } from './cells.js';
import { formatRatio } from './format.js';
import { judgementLabel } from './judge.js';
import { otherwise, shownPolicy } from './policy-evidence.js';

/** One tenant's result of an operation: the tenant, the policy's effect, and how to take it. */
export interface OperationResult {
  readonly tenant: string;
  readonly effect: string;
  readonly note: string;
}

/** What the policy does to an operation, tenant by tenant, at its lowest concurrency. */
export function operationResults(cells: readonly ReportCell[]): OperationResult[] {
  return atLowest(cells).map((cell) => {
    const shown = shownPolicy(cell);
    if (shown === undefined) return { tenant: cell.tenant, effect: 'not measured', note: '' };
    const { contrast, plans } = shown;
    return {
      tenant: cell.tenant,
      effect: formatRatio(contrast.ratio),
      note: [
        [judgementLabel(contrast), ...(plans === '' ? [] : [plans])].join(', '),
        ...otherwise(cell, contrast).map((one) => `${judgementLabel(one)} in “${one.title}”`),
      ].join('; '),
    };
  });
}

function atLowest(cells: readonly ReportCell[]): ReportCell[] {
  const lowest = Math.min(...cells.map((cell) => cell.concurrency));
  return cells.filter((cell) => cell.concurrency === lowest);
}
