import type { ConnectionSettings } from '../load/session.js';
import type { Pooler, PoolerSource } from '../pooler/pooler.js';
import { isPooled } from '../scenario/pooled-arms.js';
import type { Arm, Scenario } from '../scenario/scenario.js';
import { createPooledLogin, type PooledLogin } from '../target/pooled-logins.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import type { ArmRoles, Target } from '../target/target.js';

/** The poolers of a scenario's arms, one each: nothing that one arm leaves in its pool is another's. */
export interface ArmPoolers {
  /** How each pooled arm's load gets in, by the arm's name. */
  readonly pooled: ReadonlyMap<string, ConnectionSettings>;
  readonly poolerOf: (arm: string) => Pooler | undefined;
  /** Drops the server connections of all: their next users get fresh ones. */
  readonly reconnect: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Rounds run one client a worker; the pool is never what they wait for. */
const POOL_SIZE = 20;
const MAX_CLIENTS = 200;
/** PgBouncer's own default from 1.24 on. */
const PREPARED_STATEMENTS = 200;

/**
 * Starts a PgBouncer for each pooled arm, each with a database user of its own. The caller closes them.
 *
 * @throws {EnvironmentError} when one does not come up; those that did are closed then
 */
export async function openArmPoolers(
  source: PoolerSource | undefined,
  target: Target,
  roles: ArmRoles,
  { arms }: Pick<Scenario, 'arms'>,
): Promise<ArmPoolers> {
  const opened = new Map<string, Pooler>();
  const pooled = new Map<string, ConnectionSettings>();
  const logins: PooledLogin[] = [];
  const close = async () => {
    await Promise.allSettled([...opened.values()].map((pooler) => pooler.close()));
    // A server that is gone has no roles left to drop; they also go with the target.
    await Promise.allSettled(logins.map(({ drop }) => drop()));
  };
  try {
    for (const arm of arms.filter(isPooled)) {
      if (!source) throw new Error(`Arm ${arm.name} needs a pooler`);
      const settings = [{ name: 'plan_cache_mode', value: arm.planCacheMode }];
      const own = await createPooledLogin(target, roles, arm.isolation, settings);
      logins.push(own);
      const pooler = await source.open(target.admin, [own.login], settingsOf(arm));
      opened.set(arm.name, pooler);
      pooled.set(arm.name, pooler.through(own.login));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pooled,
    poolerOf: (arm) => opened.get(arm),
    reconnect: async () => {
      for (const pooler of opened.values()) await pooler.reconnect();
    },
    close,
  };
}

function settingsOf({ route }: Arm) {
  return {
    poolMode: route === 'pgbouncer-session' ? ('session' as const) : ('transaction' as const),
    ...{ poolSize: POOL_SIZE, maxClients: MAX_CLIENTS, maxPreparedStatements: PREPARED_STATEMENTS },
  };
}

/** On-CPU nanoseconds so far behind and in a pooler; null where that can't be read. */
export interface PoolerCpu {
  readonly poolerNs: number | null;
  /** By backend: those of before and after are compared one by one. */
  readonly backendNs: ReadonlyMap<number, number | null>;
}

/** Read right before and after a block. */
export async function readPoolerCpu(pooler: Pooler): Promise<PoolerCpu> {
  const pids = await pooler.serverPids();
  return {
    poolerNs: pooler.readCpuNs(),
    backendNs: new Map(pids.map((pid) => [pid, readOnCpuNs(pid)])),
  };
}

/**
 * On-CPU nanoseconds between two readings. Null for the backends where one of them came or went in
 * between: what it took to start or had not told yet is no part of the work.
 */
export function cpuBetween(
  before: PoolerCpu,
  after: PoolerCpu,
): { serverNs: number | null; poolerNs: number | null } {
  const poolerNs =
    before.poolerNs === null || after.poolerNs === null ? null : after.poolerNs - before.poolerNs;
  let serverNs: number | null = before.backendNs.size === after.backendNs.size ? 0 : null;
  for (const [pid, ns] of after.backendNs) {
    const earlier = before.backendNs.get(pid) ?? null;
    serverNs =
      serverNs === null || earlier === null || ns === null ? null : serverNs + ns - earlier;
  }
  return { serverNs, poolerNs };
}
