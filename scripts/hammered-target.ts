import type { HammerArmRequest } from '../bench/hammer/hammer-arm.js';
import { seededRandom } from '../bench/load/random.js';
import { isPoolerSource, openPoolers, type PoolerChoice } from '../bench/pooler/open.js';
import type { NoPooler, PoolerSource } from '../bench/pooler/pooler.js';
import { openData } from '../bench/run/data.js';
import { makeLogins } from '../bench/run/logins.js';
import { openDatabases } from '../bench/run/prepare-scenario.js';
import { PROFILES } from '../bench/run/profiles.js';
import { sampleOf } from '../bench/run/sample.js';
import type { Arm } from '../bench/scenario/scenario.js';
import leaks from '../scenarios/leaks.js';

/** The databases of the scenario `leaks`, ready to be hammered. */
export interface HammeredTarget {
  readonly description: string;
  readonly request: HammerArmRequest;
  /** @throws {Error} for an arm that the scenario has not */
  readonly armOf: (name: string) => Arm;
  readonly close: () => Promise<void>;
}

const SEED = 1;

/**
 * Opens PgBouncer and an embedded server with the data of profile `start`, held to no core.
 *
 * @throws {EnvironmentError} or BadInputError, when one of them can't be opened
 */
export async function openHammered(
  choice: PoolerChoice,
  signal: AbortSignal,
): Promise<HammeredTarget | NoPooler> {
  const poolers = await openPoolers(choice, console.log);
  if (!isPoolerSource(poolers)) return poolers;
  try {
    return await openOn(poolers, signal);
  } catch (error) {
    await poolers.close();
    throw error;
  }
}

async function openOn(poolers: PoolerSource, signal: AbortSignal): Promise<HammeredTarget> {
  const profile = PROFILES.start;
  const scenarios = [leaks];
  const data = await openData(
    {
      ...{ scenarios, profile, location: 'embedded', pgMajor: 18, seed: SEED, signal },
      ...{ command: 'bench:hammer', onEvent: () => {} },
    },
    { untimed: true },
  );
  const { target, rows } = data;
  try {
    const { roles: logins, tenants } = await makeLogins(data, { scenarios });
    const sample = sampleOf(target, { rows, profile, seed: SEED });
    const { roles } = await openDatabases({
      ...{ scenario: leaks, siblings: leaks.siblings ?? [], target, roles: logins, rows, tenants },
      ...{ sample, begin: () => {} },
    });
    const close = async () => {
      // Its databases go with the server.
      await poolers.close();
      await target.close();
    };
    const random = seededRandom(SEED);
    return {
      description: `${poolers.description}, embedded Postgres 18`,
      request: { target, roles, scenario: leaks, tenants, poolers, random, signal },
      armOf,
      close,
    };
  } catch (error) {
    await target.close();
    throw error;
  }
}

function armOf(name: string): Arm {
  const found = leaks.arms.find((arm) => arm.name === name);
  if (!found) throw new Error(`Scenario leaks has no arm ${name}`);
  return found;
}
