import { type Client, escapeIdentifier } from 'pg';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openCallCounter } from '../../bench/plan/calls.js';
import { type CapturedPlan, capturePlan } from '../../bench/plan/capture.js';
import {
  type IndexEntry,
  readIndexCatalog,
  type TableEntry,
} from '../../bench/plan/index-catalog.js';
import { type FunctionCalls, summarisePlan } from '../../bench/plan/summarise.js';
import { withClient } from '../../bench/target/connect.js';
import { CASES, type CaseName, type PlanCase, SETUP } from './cases.js';

/** Every case as one server planned and ran it, with what its names stand for. */
export interface CapturedCases {
  readonly server: string;
  readonly indexes: readonly (readonly [string, IndexEntry])[];
  readonly tables: readonly (readonly [string, TableEntry])[];
  readonly cases: Readonly<Record<CaseName, CapturedCase>>;
}

export interface CapturedCase extends CapturedPlan {
  readonly calls?: FunctionCalls;
}

/** Makes the tables in an empty database, captures every case and drops the roles it made. */
export async function captureCases(admin: ConnectionSettings): Promise<CapturedCases> {
  const logins = {
    rls: { ...admin, user: `${admin.database}_rls`, password: 'of a test' },
    where: { ...admin, user: `${admin.database}_where`, password: 'of a test' },
  };
  return withClient(admin, async (owner) => {
    await owner.query('set default_statistics_target = 1000');
    for (const sql of SETUP) await owner.query(sql);
    const { rows } = await owner.query('show server_version');
    const catalog = await readIndexCatalog(owner, 'public');
    try {
      await createLogins(owner, logins);
      // One after the other: counting calls locks tables.
      const asRls = await captureAs('rls', owner, logins.rls);
      const asWhere = await captureAs('where', owner, logins.where);
      return {
        server: rows[0].server_version,
        indexes: [...catalog.indexes].sort(byName),
        tables: [...catalog.tables].sort(byName),
        cases: { ...asRls, ...asWhere } as CapturedCases['cases'],
      };
    } finally {
      for (const { user } of Object.values(logins)) {
        await owner.query(`drop owned by ${escapeIdentifier(user)}`);
        await owner.query(`drop role ${escapeIdentifier(user)}`);
      }
    }
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

async function createLogins(
  owner: Client,
  { rls, where }: Readonly<Record<'rls' | 'where', ConnectionSettings>>,
): Promise<void> {
  const [rlsRole, whereRole] = [escapeIdentifier(rls.user), escapeIdentifier(where.user)];
  await owner.query(`create role ${rlsRole} login password 'of a test'`);
  await owner.query(`create role ${whereRole} login bypassrls password 'of a test'`);
  await owner.query(`grant select on all tables in schema public to ${rlsRole}, ${whereRole}`);
}

async function captureAs(
  as: 'rls' | 'where',
  owner: Client,
  login: ConnectionSettings,
): Promise<Partial<Record<CaseName, CapturedCase>>> {
  const captured: Partial<Record<CaseName, CapturedCase>> = {};
  await withClient(login, async (client) => {
    for (const [name, planCase] of Object.entries<PlanCase>(CASES)) {
      if ((planCase.as ?? 'rls') !== as) continue;
      captured[name as CaseName] = await captureCase(client, planCase, owner, login.user);
    }
  });
  return captured;
}

async function captureCase(
  client: Client,
  planCase: PlanCase,
  owner: Client,
  role: string,
): Promise<CapturedCase> {
  const { text, values = [], tenant, as, settings = {}, countCalls } = planCase;
  const { planCacheMode = 'force_custom_plan' } = planCase;
  const strategy = CONTEXT_STRATEGIES[as === 'where' ? 'none' : 'set-config'];
  const call = { name: 'case', text, values, tenantId: String(tenant) };
  for (const [name, value] of Object.entries(settings)) {
    await client.query('select set_config($1, $2, false)', [name, value]);
  }
  const captured = await capturePlan(client, { strategy, planCacheMode, calls: [call] });
  await client.query('reset all');
  if (countCalls === undefined) return captured;

  const plan = summarisePlan(captured, { indexes: new Map(), tables: new Map() });
  const counter = await openCallCounter(owner, { schema: 'public' });
  try {
    const request = { role, searchPath: 'public', strategy, planCacheMode, call, plan };
    const { calls, warning } = await counter.count(request);
    if (calls === null) throw new Error(warning);
    return { ...captured, calls };
  } finally {
    await counter.close();
  }
}
