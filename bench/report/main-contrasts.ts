import type { ContrastResult } from '../result/result.js';
import { isPolicyContrast, latencyContrasts, type ReportCell } from './cells.js';

/** The contrasts of a cell that people ask about first: the policy's own steps, and the totals. */
export function mainContrasts(cell: ReportCell): ContrastResult[] {
  return latencyContrasts(cell).filter(
    (contrast) =>
      contrast.kind === 'total' ||
      (contrast.kind !== 'aa' && isPolicyContrast(cell.scenario, contrast)),
  );
}
