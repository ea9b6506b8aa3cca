import type { ReportCell } from './cells.js';
import { formatRatio } from './format.js';
import { judgementLabel } from './judge.js';
import { policyEvidence } from './policy-findings.js';

/** One tenant's result of an operation: the tenant, the policy's effect, and how to take it. */
export interface OperationResult {
  readonly tenant: string;
  readonly effect: string;
  readonly note: string;
}

/** What the policy does to an operation, tenant by tenant, at its lowest concurrency. */
export function operationResults(cells: readonly ReportCell[]): OperationResult[] {
  return atLowest(cells).map((cell) => {
    const evidence = policyEvidence(cell);
    if (evidence === null) return { tenant: cell.tenant, effect: 'not measured', note: '' };
    const { asRun, alone } = evidence;
    const shown = alone ?? asRun;
    const plans = alone === asRun ? '' : alone === null ? ', plans differ' : ', with equal plans';
    return {
      tenant: cell.tenant,
      effect: formatRatio(shown.ratio),
      note: `${judgementLabel(shown)}${plans}`,
    };
  });
}

function atLowest(cells: readonly ReportCell[]): ReportCell[] {
  const lowest = Math.min(...cells.map((cell) => cell.concurrency));
  return cells.filter((cell) => cell.concurrency === lowest);
}
