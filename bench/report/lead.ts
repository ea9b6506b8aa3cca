import type { ContrastResult } from '../result/result.js';
import { concurrencyWords, type ReportCell, rlsTotals } from './cells.js';
import { isFirm } from './finding.js';
import { count } from './format.js';
import { costsLittle } from './judge.js';
import { messagesSentence } from './lead-messages.js';
import { policySentence } from './lead-policy.js';
import type { Phrase } from './phrase.js';
import { policyEvidence } from './policy-evidence.js';
import { plainTenant } from './words.js';

/** The two sentences that a reader who stops there takes away. */
export interface Lead {
  readonly phrases: readonly Phrase[];
  /** False where one of them rests on an untrusted or inconclusive contrast. */
  readonly firm: boolean;
}

/** What the policy costs, and what telling the database the tenant costs, in one cell. */
export function leadOf(cell: ReportCell, minimumBlocks: number): Lead {
  const place = `on “${cell.operationTitle}” for ${plainTenant(cell.tenant)}${
    cell.concurrency === 1 ? '' : `, ${concurrencyWords(cell.concurrency)}`
  }`;
  const evidence = policyEvidence(cell);
  const policy = evidence && (evidence.alone ?? evidence.asRun);
  const [total] = rlsTotals(cell);
  const rests = [policy, total].filter((one): one is ContrastResult => !!one);
  if (rests.length === 0) {
    return {
      phrases: [`Too little was measured ${place} to compare RLS with WHERE.`],
      firm: false,
    };
  }
  if (rests.every((one) => one.untrusted)) {
    return {
      phrases: [
        `No answer ${place}: identical arms differed there by more than chance allows, so no other difference means anything.`,
      ],
      firm: false,
    };
  }
  const fewest = Math.min(...rests.map(({ blocks }) => blocks));
  return {
    phrases: [
      ...(fewest < minimumBlocks
        ? [`Provisional, from ${count(fewest, 'block')} of at least ${minimumBlocks}: `]
        : []),
      ...policySentence(cell, place),
      ...messagesSentence(cell),
    ],
    firm: rests.every((one) => isFirm(one) || costsLittle(one)),
  };
}

/** The lead as plain text. */
export function leadText({ phrases }: Lead): string {
  return phrases.map((phrase) => (typeof phrase === 'string' ? phrase : phrase.aside)).join('');
}
