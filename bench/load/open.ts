import type { Arm, ClientKind } from '../scenario/scenario.js';
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

/**
 * Opens a session for an arm as `role`: its driver, and its `plan_cache_mode` from the start. Sampled
 * as often as load is, unless told.
 */
export function openSession(
  arm: Pick<Arm, 'client' | 'planCacheMode'>,
  role: ConnectionSettings,
  sampling: SessionOptions = { decodeEvery: DECODE_EVERY },
): Promise<Session> {
  const planCacheMode = `-c plan_cache_mode=${arm.planCacheMode}`;
  const options = [role.options, planCacheMode].filter(Boolean).join(' ');
  return DRIVERS[arm.client]({ ...role, options }, sampling);
}
