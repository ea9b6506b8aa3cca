import type { WarmUp } from '../load/load.js';
import type { ConnectionSettings, Work } from '../load/session.js';
import { workOf } from '../load/work-of.js';
import type { ProbeRequest } from '../probe/probe.js';
import { throwIfInterrupted } from '../run/interrupt.js';
import { isPooled } from '../scenario/pooled-arms.js';
import { rowsOf } from '../scenario/rows-of.js';
import type { Arm, Operation, Route, Scenario, TenantName } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';
import { connectionOf } from '../target/arm-connection.js';
import { createPooledLogin } from '../target/pooled-logins.js';

/** An arm as load is sent by it. */
export interface LoadArm {
  readonly arm: Arm;
  readonly route: Route;
  /** Directly to the server; through a pooler its own place is put in by `Pooler.through`. */
  readonly login: ConnectionSettings;
  readonly work: readonly Work[];
  /** What warms its server connections up, with the same statements; absent: its work. */
  readonly warmWork?: readonly Work[];
  /** Each of its clients has a connection of its own, where the route leaves it open. */
  readonly ownConnections: boolean;
}

/** What a load probe measures: the scenario's most telling operation, for one tenant, on every arm. */
export interface LoadSubject {
  readonly operation: Operation;
  readonly tenant: TenantName;
  readonly arms: readonly LoadArm[];
  /** Drops the logins that were made for it. */
  readonly close: () => Promise<void>;
}

/** How the server names direct connections of a load, by which its backends are found. */
export const LOAD_APPLICATION = 'rlsbench load';

/**
 * The RLS arms with their work and their logins; each pooled arm gets a database user of its own, hence a
 * pool of its own. Pooled arms are left out where there is no pooler: who made the request says so.
 *
 * @throws pg's DatabaseError when the server refuses a login
 */
export async function openLoadArms(request: ProbeRequest): Promise<LoadSubject> {
  const { scenario, tenants, poolers, signal } = request;
  const operation = scenario.operations.find(({ name }) => name === scenario.telling[0]);
  const wanted = scenario.tellingTenants?.[0] ?? 'whale';
  const tenant = tenants.find(({ name }) => name === wanted);
  if (!operation || !tenant) throw new Error(`Nothing to load: ${scenario.telling[0]}, ${wanted}`);
  const drops: (() => Promise<void>)[] = [];
  const close = async () => {
    // One after the other: each changes the same row, that of the database.
    for (const drop of drops) await drop().catch(() => undefined);
  };
  try {
    const arms: LoadArm[] = [];
    for (const arm of scenario.arms.filter((each) => isLoaded(each, operation))) {
      const route = arm.route ?? 'direct-pooled';
      if (isPooled(arm) && poolers === undefined) continue;
      // What goes on after Ctrl-C must not make what nobody removes.
      throwIfInterrupted(signal);
      const { login, drop } = await loginOf(request, arm);
      drops.push(drop);
      const sets = provedSets(request, arm, operation, wanted);
      const work = workOf(arm, operation, tenant, sets);
      arms.push({ arm, route, login, work, ownConnections: hasOwnConnections(scenario, arm) });
    }
    return { operation, tenant: wanted, arms, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Six executions make Postgres choose a kind of plan (manual, PREPARE, "Notes"); two more run it. */
const WARM_EXCHANGES = 8;

/** What each server connection of an arm runs before a load. */
export function warmUpOf({ work, warmWork = work }: LoadArm): WarmUp {
  return { work: warmWork, exchanges: WARM_EXCHANGES };
}

/** The arm with WHERE is what the others are proved against: how it connects is no question. */
function isLoaded(arm: Arm, operation: Operation): boolean {
  return arm.isolation === 'rls' && takesPart(arm, operation);
}

function hasOwnConnections({ load }: Scenario, { name }: Arm): boolean {
  return load?.ownConnections?.includes(name) ?? false;
}

function provedSets(
  { scenario, proved }: ProbeRequest,
  arm: Arm,
  operation: Operation,
  tenant: TenantName,
) {
  const rows = rowsOf(scenario, arm);
  const found = proved.find(
    (each) => each.operation === operation.name && each.tenant === tenant && each.rows === rows,
  );
  if (!found) throw new Error(`No proved work for ${operation.name}, ${tenant}, ${rows}`);
  return found.sets;
}

async function loginOf(
  { target, roles }: ProbeRequest,
  arm: Arm,
): Promise<{ login: ConnectionSettings; drop: () => Promise<void> }> {
  const { planCacheMode } = arm;
  const direct = connectionOf(roles, arm);
  if (isPooled(arm)) {
    const settings = [{ name: 'plan_cache_mode', value: planCacheMode }];
    const made = await createPooledLogin(target, roles, arm.isolation, settings);
    return { login: { ...made.login, database: direct.database }, drop: made.drop };
  }
  const options = [direct.options, `-c plan_cache_mode=${planCacheMode}`].filter(Boolean).join(' ');
  const login = { ...direct, options, applicationName: LOAD_APPLICATION };
  return { login, drop: async () => {} };
}
