import { seededRandom } from '../../bench/load/random.js';
import { rowsHash } from '../../bench/load/rows.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import type { Probe, ProbeRequest } from '../../bench/probe/probe.js';
import { type LoadPass, loadPass } from '../../bench/result/load-parts.js';
import type { SkippedWork } from '../../bench/result/parts.js';
import { LOADED_ROWS } from '../../bench/scenario/rows-of.js';
import type { Arm, LoadPlan, Route, Scenario } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import invoices from '../../schemas/invoices/rows.js';
import { createSmallScenario, operations, scenario, tenants } from '../proof/small-scenario.js';
import { SMALL } from '../run/small-run.js';
import type { TestDatabase } from '../support/test-database.js';

/** Each of one pass, and short. */
export const each = <T>(of: T) => ({ telling: of, quick: of, all: of });

export const LOAD_ARMS = {
  perRequest: arm('per-request', 'direct-per-request'),
  direct: arm('direct', 'direct-pooled'),
  appPool: arm('app-pool', 'direct-pooled'),
  transaction: arm('transaction', 'pgbouncer-transaction'),
  session: arm('session', 'pgbouncer-session'),
};

function arm(name: string, route: Route): Arm {
  return {
    ...{ name, title: name, route, isolation: 'rls', context: 'set-config-pipelined' },
    ...{ client: 'wire', planCacheMode: 'auto' },
    ...(route === 'direct-per-request' && { statement: 'unnamed' as const }),
  };
}

/** Asks for a load probe of one query on the small scenario's tables, with its rows proved. */
export async function smallLoad(
  database: TestDatabase,
  poolers: PoolerSource | undefined,
): Promise<ProbeRequest & { readonly skipped: SkippedWork[] }> {
  const roles = await createSmallScenario(database);
  const latest = operations.filter(({ name }) => name === 'latest');
  const [whale] = tenants;
  const result = await withClient(database.admin, (client) =>
    client.query({
      text: latest[0]?.where ?? '',
      values: [whale?.tenantId],
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    }),
  );
  const expected = { expectedRows: result.rows.length, expectedHash: rowsHash(result) };
  const sets = [{ values: [], ...expected }];
  const skipped: SkippedWork[] = [];
  return {
    ...{ target: database.target, roles, rows: invoices, tenants, profile: SMALL, poolers },
    scenario: { ...scenario, operations: latest, telling: ['latest'], arms: [] },
    random: seededRandom(1),
    proved: [{ operation: 'latest', tenant: 'whale', rows: LOADED_ROWS, sets }],
    signal: new AbortController().signal,
    ...{ onFigure: () => {}, onLoad: () => {}, onLeak: () => {}, onHammer: () => {} },
    onDoing: () => {},
    onSkip: (one) => skipped.push(one),
    skipped,
  };
}

/** With these arms and this plan. */
export function withPlan(
  request: ProbeRequest,
  arms: readonly Arm[],
  load: Partial<LoadPlan>,
): ProbeRequest {
  const plan: LoadPlan = {
    ...{
      passes: each(1),
      poolSize: 2,
      ownConnections: arms.some(({ name }) => name === 'direct') ? ['direct'] : [],
    },
    ...load,
  };
  const changed: Scenario = { ...request.scenario, arms, load: plan };
  return { ...request, scenario: changed };
}

/** All passes that a probe records, each as the journal takes it. */
export async function passesOf(probe: Probe, request: ProbeRequest): Promise<LoadPass[]> {
  const passes: LoadPass[] = [];
  await probe({ ...request, onLoad: (pass) => passes.push(loadPass.parse(pass)) });
  return passes;
}
