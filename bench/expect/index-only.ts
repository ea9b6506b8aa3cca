import { executed, heapFetchWords, isIndexOnlyScan, isTableScan, scanWords } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/** Every table that is read is read from an index, without one look at the table itself. */
export const indexOnly = defineRule(
  'indexOnly',
  () => 'true',
  (_, { plan }) => {
    const scans = executed(plan).filter(isTableScan);
    if (scans.length === 0) return failed('no table is read', 'the plan reads no table');
    const others = scans.filter((node) => !isIndexOnlyScan(node));
    if (others[0] !== undefined) {
      const actual = scanWords(others[0]);
      return failed(actual, `reads ${others[0].relation} itself: ${actual}`, others);
    }
    const fetching = scans.filter(({ heapFetches }) => (heapFetches ?? 0) > 0);
    if (fetching[0] !== undefined) {
      const actual = heapFetchWords(plan.heapFetches);
      const message = `index-only by name alone: ${actual} from ${fetching[0].relation}, whose pages are not all-visible (VACUUM)`;
      return failed(actual, message, fetching);
    }
    return passed('0 heap fetches', 'every table is read from an index alone');
  },
);
