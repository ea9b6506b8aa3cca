import { inOneLine, UserFacingError } from '../errors.js';
import { createLeakFixtures, type LeakFixtures } from '../leak/fixtures.js';
import { type KnownOf, knownOf } from '../leak/known.js';
import { runLeakMatrix } from '../leak/matrix.js';
import { LEAK_ROUTES, type LeakRoute } from '../leak/route.js';
import { whyOtherOptions } from '../leak/route-options.js';
import type { LeakState } from '../leak/state.js';
import { LEAK_STATES } from '../leak/states/registry.js';
import type { Pooler } from '../pooler/pooler.js';
import { thenClose } from '../then-close.js';
import type { ProbeRequest } from './probe.js';

/** What it needs to be told of a probe's request. */
export type LeakMatrixRequest = Pick<
  ProbeRequest,
  'target' | 'poolers' | 'signal' | 'onLeak' | 'onDoing' | 'onSkip'
> & {
  readonly scenario: Pick<ProbeRequest['scenario'], 'name'>;
  readonly profile: Pick<ProbeRequest['profile'], 'cells'>;
};

/**
 * Probe: the leak matrix, executed. For each kind of state, way to set it and route: client A sets it
 * and lets the connection go, client B comes and looks for it. What is seen is held to what is known.
 * Without PgBouncer the direct routes are asked alone.
 *
 * @param known what to hold it to, by place
 * @throws pg's error when the server goes away or refuses what the matrix needs on it
 */
export async function leakMatrix(
  request: LeakMatrixRequest,
  known: KnownOf = knownOf,
): Promise<void> {
  const { target, scenario, signal } = request;
  const { serverVersionNum } = await target.facts();
  const fixtures = await createLeakFixtures(target);
  const poolers = new Map<string, Pooler>();
  const close = async () => {
    await Promise.allSettled([...poolers.values()].map((pooler) => pooler.close()));
    await fixtures.drop();
  };
  await thenClose(async () => {
    const states = statesFor(request);
    const names = new Set(states.map(({ name }) => name));
    const wanted = LEAK_ROUTES.filter((route) =>
      (route.states ?? [...names]).some((state) => names.has(state)),
    );
    const routes = await openRoutes(wanted, request, fixtures, poolers);
    await runLeakMatrix({
      ...{ states, routes, poolers, fixtures, known, signal, scenario: scenario.name },
      serverMajor: Math.floor(serverVersionNum / 10_000),
      onResult: request.onLeak,
      onProgress: (done, all) => request.onDoing(`leak matrix, ${done} of ${all} places asked`),
    });
  }, close);
}

/** In profile `start` the setting that policies read: what the others tell is less about tenants. */
function statesFor({ profile }: LeakMatrixRequest): readonly LeakState[] {
  return profile.cells === 'telling' ? LEAK_STATES.slice(0, 1) : LEAK_STATES;
}

/** Opens a pooler for each route that needs one; the routes that can be asked. */
async function openRoutes(
  wanted: readonly LeakRoute[],
  request: LeakMatrixRequest,
  { login, superuser }: LeakFixtures,
  poolers: Map<string, Pooler>,
): Promise<LeakRoute[]> {
  const routes: LeakRoute[] = [];
  const { prefix } = request.target;
  const skip = (route: LeakRoute, why: string) => request.onSkip(skipped(request, route, why));
  for (const route of wanted) {
    if (route.pooler === undefined) {
      routes.push(route);
    } else if (request.poolers === undefined) {
      skip(route, 'there is no PgBouncer');
    } else {
      const logins = [login, ...(superuser === undefined ? [] : [superuser])];
      try {
        const pooler = await request.poolers.open(login, logins, route.pooler, prefix);
        const otherOptions = whyOtherOptions(route.pooler, pooler.settings);
        if (otherOptions === undefined) {
          poolers.set(route.name, pooler);
          routes.push(route);
        } else {
          await pooler.close();
          skip(route, otherOptions);
        }
      } catch (error) {
        if (!(error instanceof UserFacingError)) throw error;
        skip(route, inOneLine(error));
      }
    }
  }
  return routes;
}

function skipped({ scenario }: LeakMatrixRequest, route: LeakRoute, why: string) {
  const nowhere = { operation: null, tenant: null, concurrency: null, arm: null };
  const reason = `leak matrix: route ${route.name} could not be asked: ${why}`;
  return { scenario: scenario.name, ...nowhere, reason };
}
