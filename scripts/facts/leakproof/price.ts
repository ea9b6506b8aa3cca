import type { Fact, Lab } from '../fact.js';
import { seen } from '../fact.js';
import { shapeOf } from '../plan.js';
import { ms, number, type Timed, timeByTurns, times } from '../timing.js';
import { type Predicate, pricedPredicates } from './priced.js';

/** What it costs to lose an index because its operator may leak, and what wins it back. */

/** From this ratio of buffers on, an index counts as lost. */
const LOST = 3;

const read = (predicate: string) => `select invoice_id, amount from priced where ${predicate}`;

/** The predicate for the whale, as WHERE and as RLS. */
async function price(lab: Lab, predicate: Predicate) {
  const { roles, tenants } = lab;
  const { tenantId } = tenants.whale;
  const sql = read((await pricedPredicates(lab))[predicate]);
  const { where, rls } = await timeByTurns(lab, {
    where: { role: roles.bypass, tenantId, sql: `${sql} and tenant_id = '${tenantId}'` },
    rls: { role: roles.app, tenantId, sql },
  });
  const [inWhere, inRls] = [where, rls].map(({ plan }) => Number(plan.nodes[0]?.['Actual Rows']));
  if (!inWhere || inWhere !== inRls) {
    throw new Error(`Expected the same rows, and some: ${inWhere} in WHERE, ${inRls} in RLS`);
  }
  return { where, rls };
}

/** Under RLS, with the tenant's condition from the policy only and repeated in the query. */
async function buffersOfForms(lab: Lab, predicate: Predicate) {
  const { session, roles, tenants } = lab;
  const { tenantId } = tenants.whale;
  const sql = read((await pricedPredicates(lab))[predicate]);
  await session.become(roles.app);
  await session.setTenant(tenantId);
  const policyOnly = await session.explain(sql);
  const repeated = await session.explain(`${sql} and tenant_id = '${tenantId}'`);
  await session.become(null);
  return { policyOnly: policyOnly.buffers, repeated: repeated.buffers };
}

const change = (where: Timed, rls: Timed) =>
  `${ms(where.executionMs)} to ${ms(rls.executionMs)} (${times(rls.executionMs / where.executionMs)}); ${number(where.buffers)} to ${number(rls.buffers)} buffers`;

const plans = (where: Timed, rls: Timed) => [
  `WHERE: ${shapeOf(where.plan)}`,
  `RLS: ${shapeOf(rls.plan)}`,
];

const lost = (predicate: Predicate, name: string, what: string): Fact => ({
  name: `leak-price-${name}`,
  claim: `Under a policy ${what}`,
  threshold: `RLS touches at least ${LOST} times the buffers of WHERE for the same rows of the whale.`,
  hingesOnSize: false,
  observe: async (lab) => {
    const { where, rls } = await price(lab, predicate);
    return seen(rls.buffers >= LOST * where.buffers, change(where, rls), plans(where, rls));
  },
});

const cured = (predicate: Predicate, name: string, claim: string): Fact => ({
  name: `leak-cure-${name}`,
  claim,
  threshold: 'RLS touches at most 1.5 times the buffers of WHERE, with the rewrite in both.',
  hingesOnSize: false,
  observe: async (lab) => {
    const { where, rls } = await price(lab, predicate);
    return seen(rls.buffers <= 1.5 * where.buffers, change(where, rls), plans(where, rls));
  },
});

/** Facts of the table of `priced.ts`. */
export const priceFacts: readonly Fact[] = [
  lost('numeric', 'numeric', 'a numeric range loses its index (0.38 to 29 ms).'),
  lost('enum', 'enum', 'an enum comparison loses its index (0.38 to 11 ms).'),
  lost('fullText', 'full-text', 'full text search loses its index (0.54 to 100 ms).'),
  lost('jsonb', 'jsonb', 'jsonb containment loses its index (2.3 to 73 ms).'),
  lost('like', 'like', 'a LIKE prefix loses its index (0.07 to 31 ms).'),
  lost('array', 'array', 'array overlap loses its index.'),
  lost('range', 'range', 'range overlap loses its index.'),
  lost('date', 'timestamptz-date', 'timestamptz against date loses its index.'),
  {
    name: 'leak-repeated-filter',
    claim: 'Repeating the tenant filter in the query does not help.',
    threshold:
      'For each of the eight predicates the repeated form touches at least 9 tenths of the buffers of the policy alone.',
    hingesOnSize: false,
    observe: async (lab) => {
      const leaking = ['numeric', 'enum', 'fullText', 'jsonb', 'like', 'array', 'range', 'date'];
      const helped: string[] = [];
      for (const predicate of leaking as Predicate[]) {
        const { policyOnly, repeated } = await buffersOfForms(lab, predicate);
        if (repeated < 0.9 * policyOnly) {
          helped.push(`${predicate}: ${number(policyOnly)} to ${number(repeated)}`);
        }
      }
      return seen(
        helped.length === 0,
        helped.length === 0
          ? `no help in ${leaking.length} of ${leaking.length}`
          : helped.join(', '),
      );
    },
  },
  cured('startsWith', 'starts-with', 'starts_with() in the place of LIKE wins the index back.'),
  cured('dateCast', 'timestamptz-cast', 'Casting the date to timestamptz wins the index back.'),
];
