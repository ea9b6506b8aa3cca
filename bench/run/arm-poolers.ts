import { inOneLine, UserFacingError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { Pooler, PoolerSource } from '../pooler/pooler.js';
import { isPooled } from '../scenario/pooled-arms.js';
import type { Arm, Scenario } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { endOthersOnOurs } from '../target/end-backends.js';
import { createPooledLogin, type PooledLogin } from '../target/pooled-logins.js';
import type { ArmRoles, Target } from '../target/target.js';
import { throwIfInterrupted } from './interrupt.js';
import type { MeasureRequest } from './measurement.js';

/** The poolers of a scenario's arms, one each: nothing that one arm leaves in its pool is another's. */
export interface ArmPoolers {
  /** How each pooled arm's load gets in, by the arm's name. */
  readonly pooled: ReadonlyMap<string, ConnectionSettings>;
  readonly poolerOf: (arm: string) => Pooler | undefined;
  /** Why an arm has none: its pooler does not come up, or does not serve it. */
  readonly refused: ReadonlyMap<string, string>;
  /**
   * Drops the server connections of all, and with a pooler that is not ours what else others hold on
   * databases of ours: their next users get fresh ones. What stays is told by who needs it gone.
   */
  readonly release: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Rounds run one client a worker; the pool is never what they wait for. */
const POOL_SIZE = 20;
const MAX_CLIENTS = 200;
/** PgBouncer's own default from 1.24 on. */
const PREPARED_STATEMENTS = 200;

/**
 * Starts a PgBouncer for each pooled arm, each with a database user of its own. The caller closes them
 * and leaves out the arms that are refused one.
 *
 * @param roles with the databases of the siblings: a pooler that is not ours has to know the arm's own
 * @throws {InterruptedError} when interrupted; what was opened is closed then
 */
export async function openArmPoolers(
  source: PoolerSource | undefined,
  target: Target,
  roles: ArmRoles,
  { arms }: Pick<Scenario, 'arms'>,
  signal: AbortSignal,
): Promise<ArmPoolers> {
  const opened = new Map<string, Pooler>();
  const pooled = new Map<string, ConnectionSettings>();
  const refused = new Map<string, string>();
  const logins: PooledLogin[] = [];
  const close = async () => {
    await Promise.allSettled([...opened.values()].map((pooler) => pooler.close()));
    // A server that is gone has no roles left to drop; they also go with the target.
    for (const { drop } of logins) await drop().catch(() => undefined);
  };
  try {
    for (const arm of arms.filter(isPooled)) {
      throwIfInterrupted(signal);
      if (!source) throw new Error(`Arm ${arm.name} needs a pooler`);
      const settings = [{ name: 'plan_cache_mode', value: arm.planCacheMode }];
      const own = await createPooledLogin(target, roles, arm.isolation, settings);
      logins.push(own);
      const login = { ...own.login, database: connectionOf(roles, arm).database };
      const opening = source.open(target.admin, [login], settingsOf(arm), target.prefix);
      const pooler = await orRefusal(opening);
      if (typeof pooler === 'string') {
        refused.set(arm.name, pooler);
        continue;
      }
      opened.set(arm.name, pooler);
      pooled.set(arm.name, pooler.through(login));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ pooled, refused },
    poolerOf: (arm) => opened.get(arm),
    release: async () => {
      // One that has died holds nothing any more.
      for (const pooler of opened.values()) await pooler.reconnect().catch(() => undefined);
      const areOurs = [...opened.values()].every(({ pid }) => pid !== null);
      if (!areOurs) await endOthersOnOurs(target, roles);
    },
    close,
  };
}

/** What it says to its user; a bug of ours stays one. */
async function orRefusal(opening: Promise<Pooler>): Promise<Pooler | string> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof UserFacingError) return inOneLine(error);
    throw error;
  }
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
export async function readPoolerCpu(
  pooler: Pick<Pooler, 'serverPids' | 'readCpuNs'>,
  readServerCpuNs: MeasureRequest['readServerCpuNs'],
): Promise<PoolerCpu> {
  const pids = await pooler.serverPids();
  return {
    poolerNs: pooler.readCpuNs(),
    backendNs: new Map(pids.map((pid) => [pid, readServerCpuNs(pid)])),
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
