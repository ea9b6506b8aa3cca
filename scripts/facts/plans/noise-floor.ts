import { z } from 'zod';
import { median, sortAscending } from '../../../bench/stats/quantiles.js';
import { type Fact, type FactGroup, type Lab, notTestable, SETTING, seen } from '../fact.js';
import { shapeOf } from '../plan.js';
import { type Timed, type TimedForm, timeByTurns } from '../timing.js';

/** With one indexed policy on one table, RLS is the same work as WHERE, as far as these clocks tell. */

const PLANNING_TURNS = 300;
const EXECUTION_TURNS = 81;
const MARGIN = 0.03;
const SQL = 'select count(*), min(status) from invoices';

const explained = z.tuple([z.looseObject({ 'Planning Time': z.number() })]);

/**
 * Planning takes tens of microseconds and EXPLAIN prints whole ones: the mean of the middle half is
 * as robust as a median and finer than its unit.
 */
async function planningMs(lab: Lab, forms: readonly TimedForm[]): Promise<number[]> {
  const { session } = lab;
  const times: number[][] = forms.map(() => []);
  for (let turn = 0; turn < PLANNING_TURNS; turn++) {
    for (let place = 0; place < forms.length; place++) {
      const at = (turn + place) % forms.length;
      const { role, tenantId, sql } = forms[at] as TimedForm;
      await session.become(role);
      await session.setTenant(tenantId);
      const [row] = await session.query(`explain (summary, format json) ${sql}`);
      times[at]?.push(explained.parse(row?.['QUERY PLAN'])[0]['Planning Time']);
      await session.become(null);
    }
  }
  return times.map((each) => {
    const middle = sortAscending(each).slice(PLANNING_TURNS / 4, (3 * PLANNING_TURNS) / 4);
    return middle.reduce((sum, value) => sum + value, 0) / middle.length;
  });
}

const against =
  (condition: (tenantId: string) => string): Fact['observe'] =>
  async (lab) => {
    const { tenantId } = lab.tenants.whale;
    const { app, bypass } = lab.roles;
    const where = {
      role: bypass,
      tenantId,
      sql: `${SQL} where tenant_id = ${condition(tenantId)}`,
    };
    const rls = { role: app, tenantId, sql: SQL };
    const run = await timeByTurns(lab, { where, again: where, rls }, EXECUTION_TURNS);
    const [p = 0, pAgain = 0, pRls = 0] = await lab.session.silently(() =>
      planningMs(lab, [where, where, rls]),
    );
    const planning = { rls: pRls / p - 1, again: pAgain / p - 1 };
    const execution = {
      rls: byPairs(run.rls, run.where) - 1,
      again: byPairs(run.again, run.where) - 1,
    };
    const same =
      run.rls.buffers === run.where.buffers && shapeOf(run.rls.plan) === shapeOf(run.where.plan);
    const figure = `planning ${percent(planning.rls)} of ${(p * 1000).toFixed(0)} µs (A/A ${percent(planning.again)}), execution ${percent(execution.rls)} of ${(run.where.executionMs * 1000).toFixed(0)} µs (A/A ${percent(execution.again)}); ${same ? 'same' : 'other'} plan and buffers`;
    const quiet = [planning, execution].filter(({ again }) => Math.abs(again) <= MARGIN);
    const differs = !same || quiet.some(({ rls }) => Math.abs(rls) > MARGIN);
    // One steady clock is enough to refute; it takes both to reproduce.
    if (!differs && quiet.length < 2) return notTestable(`too noisy: ${figure}`);
    return seen(!differs, figure);
  };

const threshold = `The same plan and buffers; the server's own times for planning and for execution within ${100 * MARGIN}% of WHERE's. A clock by which two identical WHERE forms differ by more decides nothing. Smaller differences are not judged. (The scenario where-vs-rls measures whole exchanges, with intervals.)`;

const noiseFloor: FactGroup = {
  section: 'Plans',
  data: 'invoices',
  prepare: async ({ session, roles }) => {
    await session.query(`grant select on invoices to ${roles.app}, ${roles.bypass}`);
  },
  facts: [
    {
      name: 'one-policy-costs-nothing',
      claim: `With one indexed policy on one table, planning and execution each differ from WHERE with the same condition by at most ${100 * MARGIN}% (+0.25% and -0.08%, SD 0.4 to 0.5%).`,
      threshold,
      hingesOnSize: true,
      observe: against(() => `nullif(current_setting('${SETTING}', true), '')::uuid`),
    },
    {
      name: 'setting-against-constant',
      claim: `With one indexed policy on one table, planning and execution each differ by at most ${100 * MARGIN}% from WHERE with the tenant as a constant, too.`,
      threshold,
      hingesOnSize: true,
      observe: against((tenantId) => `'${tenantId}'`),
    },
  ],
};
export default noiseFloor;

/** The median of the turns' ratios: what slows a whole turn down leaves its ratio. */
function byPairs(treatment: Timed, baseline: Timed): number {
  return median(
    treatment.executionsMs.map((each, turn) => each / (baseline.executionsMs[turn] as number)),
  );
}

function percent(difference: number): string {
  return `${difference >= 0 ? '+' : ''}${(100 * difference).toFixed(1)}%`;
}
