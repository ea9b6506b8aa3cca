import { count, nodeTitle, number } from '../plan/tree.js';
import { executed, heapFetchWords, isIndexOnlyScan, isTableScan, scanWords } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/**
 * How often index-only scans had to look into the table. Other scans count no fetches because they
 * always look: a plan with one of them has not few, but all.
 */
export const maxHeapFetches = defineRule('maxHeapFetches', number, (most, { plan }) => {
  const scans = executed(plan).filter(isTableScan);
  const others = scans.filter((node) => !isIndexOnlyScan(node));
  if (others[0] !== undefined) {
    const actual = scanWords(others[0]);
    return failed(actual, `fetches every row from ${others[0].relation} itself: ${actual}`, others);
  }
  const actual = heapFetchWords(plan.heapFetches);
  if (plan.heapFetches <= most) return passed(actual, actual);
  const worst = scans.reduce((a, b) => ((b.heapFetches ?? 0) > (a.heapFetches ?? 0) ? b : a));
  const message = `${nodeTitle(worst)} looks into the table for ${count(worst.heapFetches ?? 0, 'row')}: their pages are not all-visible (VACUUM)`;
  return failed(actual, message, [worst]);
});
