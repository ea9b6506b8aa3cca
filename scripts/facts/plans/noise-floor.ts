import { type Fact, type FactGroup, type Lab, SETTING, seen } from '../fact.js';
import { shapeOf } from '../plan.js';
import { type Timed, timeByTurns } from '../timing.js';

/** With one indexed policy on one table, RLS is the same work as WHERE. */

const TURNS = 101;
const LEAST_FLOOR = 0.03;
const SQL = 'select count(*), min(status) from invoices';

type Clock = 'planningMs' | 'executionMs';

const against =
  (condition: (tenantId: string) => string): Fact['observe'] =>
  async (lab: Lab) => {
    const { tenantId } = lab.tenants.whale;
    const where = {
      role: lab.roles.bypass,
      tenantId,
      sql: `${SQL} where tenant_id = ${condition(tenantId)}`,
    };
    const rls = { role: lab.roles.app, tenantId, sql: SQL };
    const timed = await timeByTurns(lab, { where, again: where, rls }, TURNS);
    const ratio = (form: Timed, clock: Clock) => form[clock] / timed.where[clock] - 1;
    const within = (clock: Clock) =>
      Math.abs(ratio(timed.rls, clock)) <=
      Math.max(LEAST_FLOOR, 2 * Math.abs(ratio(timed.again, clock)));
    const same =
      timed.rls.buffers === timed.where.buffers &&
      shapeOf(timed.rls.plan) === shapeOf(timed.where.plan);
    const cell = (clock: Clock) =>
      `${percent(ratio(timed.rls, clock))} (A/A ${percent(ratio(timed.again, clock))})`;
    return seen(
      same && within('planningMs') && within('executionMs'),
      `planning ${cell('planningMs')}, execution ${cell('executionMs')}; ${same ? 'same' : 'other'} plan and buffers`,
    );
  };

const threshold = `The same plan and buffers; the server's medians of planning and of execution within ${100 * LEAST_FLOOR}% of WHERE, or within twice what two identical WHERE forms differ by. (The scenario where-vs-rls measures whole exchanges, with intervals.)`;

const noiseFloor: FactGroup = {
  section: 'Plans',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(`grant select on invoices to ${roles.app}, ${roles.bypass}`);
  },
  facts: [
    {
      name: 'one-policy-costs-nothing',
      claim:
        'With one indexed policy on one table, planning and execution differ from WHERE with the same condition by less than the noise floor (+0.25% and -0.08%, SD 0.4 to 0.5%).',
      threshold,
      hingesOnSize: true,
      observe: against(() => `nullif(current_setting('${SETTING}', true), '')::uuid`),
    },
    {
      name: 'setting-against-constant',
      claim: 'Neither do they differ from WHERE with the tenant as a constant.',
      threshold,
      hingesOnSize: true,
      observe: against((tenantId) => `'${tenantId}'`),
    },
  ],
};
export default noiseFloor;

function percent(difference: number): string {
  return `${difference >= 0 ? '+' : ''}${(100 * difference).toFixed(1)}%`;
}
