import type { Arm, ClientKind } from '../scenario/scenario.js';
import { perRequest } from './per-request.js';
import { openPgPipelineSession, openPgSession } from './pg.js';
import { openPgPoolSession } from './pg-pool.js';
import type { ConnectionSettings, OpenSession, Session, SessionOptions } from './session.js';
import { openWireSession } from './wire.js';

/** Every driver by its name; a new one is a new file and a line here. */
const DRIVERS: Readonly<Record<ClientKind, OpenSession>> = {
  wire: openWireSession,
  pg: openPgSession,
  'pg-pipeline': openPgPipelineSession,
  'pg-pool': openPgPoolSession,
};

/** Under load a session's first response and every 20th after it is decoded and compared. */
const DECODE_EVERY = 20;

/** What of an arm says how its statements reach the server. */
export type SessionArm = Pick<Arm, 'client' | 'planCacheMode' | 'route' | 'statement'>;

/**
 * Opens a session for an arm as `role`: its driver, its form of statements, and its `plan_cache_mode`
 * from the start. Sampled as often as load is, unless told. Sessions of client `pg-pool` that are
 * opened for the same arm object share a pool.
 *
 * @param role for an arm of PgBouncer a login that has `plan_cache_mode` as a setting of its own:
 *   PgBouncer refuses startup `options`
 */
export async function openSession(
  arm: SessionArm,
  role: ConnectionSettings,
  sampling: SessionOptions = { decodeEvery: DECODE_EVERY },
): Promise<Session> {
  const { client, route, statement = 'named' } = arm;
  const open = route === 'direct-per-request' ? perRequest(DRIVERS[client]) : DRIVERS[client];
  const options = { statement, pool: { owner: arm }, ...sampling };
  if (!isThroughPooler(arm)) return open(withPlanCacheMode(role, arm), options);
  // The process id that PgBouncer gives a client is one of its own making.
  return { ...(await open(role, options)), backendPid: 0 };
}

/** Opens a session of a driver with the settings as they are, for load that is not an arm's rounds. */
export function openClient(
  client: ClientKind,
  settings: ConnectionSettings,
  options: SessionOptions,
): Promise<Session> {
  return DRIVERS[client](settings, options);
}

/** Whether the sessions of an arm have a prepared statement of their own whose plans can be counted. */
export function countsPlans({ client, route, statement }: SessionArm): boolean {
  const isKept = (route ?? 'direct-pooled') === 'direct-pooled' && client !== 'pg-pool';
  return isKept && (statement ?? 'named') === 'named';
}

function isThroughPooler({ route }: SessionArm): boolean {
  return route === 'pgbouncer-transaction' || route === 'pgbouncer-session';
}

function withPlanCacheMode(
  role: ConnectionSettings,
  { planCacheMode }: SessionArm,
): ConnectionSettings {
  const own = `-c plan_cache_mode=${planCacheMode}`;
  return { ...role, options: [role.options, own].filter(Boolean).join(' ') };
}
