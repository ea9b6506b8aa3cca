import type { Result } from '../result/result.js';
import { cellsOf, concurrencyWords, policyContrast } from './cells.js';
import type { Finding } from './finding.js';
import { type Lead, leadOf } from './lead.js';
import { pipeliningFinding, roundTripFinding, totalFinding } from './message-findings.js';
import { policyFindings } from './policy-findings.js';
import { policyRange } from './policy-range.js';
import { tenantWords } from './words.js';

export interface Answer {
  /** The two sentences above all; null where nothing was measured. */
  readonly lead: Lead | null;
  /** Where the findings were made, as part of a sentence; null where nothing was measured. */
  readonly place: string | null;
  readonly findings: readonly Finding[];
}

/**
 * The answer in a few sentences: what the policy costs, what the round trips cost, what
 * applications pay in all, and what pipelining leaves of it; two sentences of it lead. Read from the
 * most telling operation that has a policy contrast, for the largest tenant there at the lowest
 * concurrency; one finding gives the range over every other cell, so that the choice hides nothing.
 */
export function answerOf(result: Result): Answer {
  const cells = cellsOf(result);
  const cell = cells.find((candidate) => policyContrast(candidate) !== undefined) ?? cells[0];
  if (cell === undefined) {
    return { lead: null, place: null, findings: [] };
  }
  return {
    lead: leadOf(cell, result.profile.minimumBlocks),
    place: `“${cell.operationTitle}”, ${tenantWords(cell.tenant)}, ${concurrencyWords(cell.concurrency)}`,
    findings: [
      ...policyFindings(cell),
      policyRange(cells),
      roundTripFinding(cell),
      totalFinding(cell),
      pipeliningFinding(cell),
    ].filter((finding) => finding !== null),
  };
}
