import type { NamedTenant } from '../dataset/dataset.js';
import { inOneLine, UserFacingError } from '../errors.js';
import type { RandomSource } from '../load/random.js';
import type { ConnectionSettings, ExchangeFailure } from '../load/session.js';
import type { Pooler, PoolerSettings, PoolerSource } from '../pooler/pooler.js';
import { nameOfPooler, poolerErrorOf } from '../pooler/trouble.js';
import type { HammerResult } from '../result/load-parts.js';
import { factors } from '../result/parts.js';
import { throwIfInterrupted } from '../run/interrupt.js';
import { inPoolerWords } from '../run/pooled-failure.js';
import { failureOfOpening } from '../run/server-trouble.js';
import type { Arm, Scenario } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { createPooledLogin } from '../target/pooled-logins.js';
import type { ArmRoles, Target } from '../target/target.js';
import { thenClose } from '../then-close.js';
import type { HammerExtent } from './extent.js';
import { type HammerOutcome, runHammer } from './hammer.js';
import { hammeredOperation } from './hammered.js';
import { poisonPool } from './poison.js';
import { encodeReads, type HammerTenant } from './reads.js';
import { hammeredTenants, withRoles } from './tenants.js';
import { isControl, noteOf, verdictOf } from './verdict.js';

export interface HammerArmRequest {
  readonly target: Target;
  readonly roles: ArmRoles;
  readonly scenario: Pick<Scenario, 'name' | 'operations'>;
  readonly tenants: readonly NamedTenant[];
  readonly poolers: PoolerSource;
  readonly random: RandomSource;
  readonly signal: AbortSignal;
  /** The way in, where that is not the pooler's own address: for a check of the check. */
  readonly by?: (settings: ConnectionSettings) => Promise<ConnectionSettings>;
}

type PooledOutcome = HammerOutcome & Pick<HammerResult, 'poolSize'>;

const CLIENTS = 32;
const TENANTS = 16;

/** Few enough that each is another client's a moment later. */
const POOL_SIZE = 4;

/** In session mode a server connection is a client's until it leaves: so it leaves now and then. */
const READS_PER_CONNECTION = 50;

/**
 * Hammers one pooled arm, as a database user of its own through a pooler of its own. What goes wrong on
 * the way, a pooler that does not come up or one that dies, makes an arm that failed. What goes wrong
 * in clearing up after it is told in its note: what was found stays found.
 *
 * @throws {unknown} only what is a bug of ours
 */
export async function hammerArm(
  request: HammerArmRequest,
  arm: Arm,
  extent: HammerExtent,
): Promise<HammerResult> {
  const { roles, scenario } = request;
  const operation = hammeredOperation(scenario, arm);
  if (!operation) throw new Error(`Arm ${arm.name} has no operation to be hammered with`);
  const tenants = await hammeredTenants(roles, arm, operation, request.tenants, TENANTS);
  const found: { outcome?: PooledOutcome } = {};
  let left = '';
  await withRoles(request.target, roles, arm, tenants, (each) =>
    throughOwnPooler(request, arm, async (settings, pooler) => {
      // A pooler that is not ours has a size of its own, and may not tell it.
      const poolSize = pooler.settings.poolSize || null;
      if (arm.context === 'set-local-autocommit') {
        await poisonPool(settings, poolSize === null ? null : Math.min(poolSize, CLIENTS), each);
      }
      const { by = async (same) => same, random, signal } = request;
      const outcome = await runHammer({
        ...encodeReads(arm, operation, each),
        ...{ settings: await by(settings), clients: CLIENTS, random, signal },
        ...{ tenantColumn: operation.tenantColumn, wantedReads: extent.reads },
        ...{ seconds: extent.seconds, untilCaught: isControl(arm) },
        ...(arm.route === 'pgbouncer-session' ? { readsPerConnection: READS_PER_CONNECTION } : {}),
      });
      const errors = outcome.errors.map((each) => inPoolerWords(each, pooler));
      found.outcome = { ...outcome, poolSize, errors };
    }),
  ).catch((error: unknown) => {
    if (found.outcome === undefined) found.outcome = nothingBut(failureOf(error));
    else left = `What it was hammered with could not be removed: ${inOneLine(error)}`;
  });
  if (found.outcome === undefined) throw new Error(`The hammer of arm ${arm.name} told nothing`);
  return resultOf(scenario.name, arm, tenants, found.outcome, left);
}

/** Runs `work` with the way into a pooler of its own as a user of its own, and removes both. */
async function throughOwnPooler<T>(
  { target, roles, poolers, signal }: HammerArmRequest,
  arm: Arm,
  work: (settings: ConnectionSettings, pooler: Pooler) => Promise<T>,
): Promise<T> {
  const settings = [{ name: 'plan_cache_mode', value: arm.planCacheMode }];
  // What goes on after Ctrl-C must not make what nobody removes.
  throwIfInterrupted(signal);
  const made = await createPooledLogin(target, roles, arm.isolation, settings);
  const { database } = connectionOf(roles, arm);
  const login = { ...made.login, database };
  const asked: PoolerSettings = {
    poolMode: arm.route === 'pgbouncer-session' ? 'session' : 'transaction',
    ...{ poolSize: POOL_SIZE, maxClients: 2 * CLIENTS, maxPreparedStatements: 200 },
  };
  return thenClose(async () => {
    const pooler = await poolers.open(target.admin, [login], asked, target.prefix);
    const inItsWords = () =>
      work(pooler.through(login), pooler).catch((error: unknown) => {
        throw poolerErrorOf(error, nameOfPooler(pooler));
      });
    return thenClose(inItsWords, pooler.close);
  }, made.drop);
}

function resultOf(
  scenario: string,
  arm: Arm,
  tenants: readonly HammerTenant[],
  outcome: PooledOutcome,
  left: string,
): HammerResult {
  const counts = { ...outcome, isControl: isControl(arm) };
  return {
    ...{ scenario, arm: arm.name, factors: factors.parse(arm) },
    ...{ clients: CLIENTS, tenants: tenants.length },
    ...counts,
    verdict: verdictOf(counts),
    note: [noteOf(counts), left].filter(Boolean).join(' '),
  };
}

/** @throws {unknown} the error itself where it is a bug of ours */
function failureOf(error: unknown): ExchangeFailure {
  if (error instanceof UserFacingError) {
    return { kind: 'connection', sqlState: '', message: inOneLine(error) };
  }
  const failure = failureOfOpening(error);
  if (failure === undefined) throw error;
  return failure;
}

/** An arm that made not one read. */
function nothingBut(failure: ExchangeFailure): PooledOutcome {
  return {
    ...{ reads: 0, rows: 0, foreignReads: 0, emptyReads: 0, firstCaughtMs: null, seconds: 0 },
    poolSize: null,
    errors: [{ ...failure, count: 1 }],
  };
}
