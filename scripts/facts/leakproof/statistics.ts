import { type Fact, notTestable, seen } from '../fact.js';
import { estimateOf, scanOf } from '../plan.js';
import { number } from '../timing.js';
import { pricedPredicates } from './priced.js';

/** What the planner may know of a column it may not compare. */

/** Facts of the table of `priced.ts`. */
export const statisticsFacts: readonly Fact[] = [
  {
    name: 'leak-statistics-ignored',
    claim: 'Planner statistics are ignored for operators that are not leakproof under RLS.',
    threshold:
      'For a numeric range, the estimate is within a factor of 2 of the rows in a WHERE, and at least 10 times them under RLS.',
    hingesOnSize: false,
    observe: async (lab) => {
      const { session, roles, tenants } = lab;
      const { tenantId } = tenants.whale;
      const { numeric } = await pricedPredicates(lab);
      const sql = `select invoice_id from priced where tenant_id = '${tenantId}' and ${numeric}`;
      await session.setTenant(tenantId);
      const look = async (role: string) => {
        await session.become(role);
        const plan = await session.explain(sql);
        await session.become(null);
        return { estimate: estimateOf(scanOf(plan, 'priced')), plan };
      };
      const where = await look(roles.bypass);
      const rls = await look(roles.app);
      const rows = Number(where.plan.nodes[0]?.['Actual Rows']);
      const ratio = where.estimate / rows;
      return seen(
        ratio <= 2 && ratio >= 0.5 && rls.estimate >= 10 * rows,
        `${number(rows)} rows: WHERE estimates ${number(where.estimate)}, RLS ${number(rls.estimate)}`,
      );
    },
  },
  {
    name: 'leak-statistics-by-minor',
    claim: 'CVE-2025-8713 widened that in minor releases (15.14, 16.10, 17.6).',
    threshold: 'The estimates of two minor releases differ.',
    hingesOnSize: false,
    observe: async () =>
      notTestable('needs a server of an older minor release beside the one that is at hand'),
  },
];
