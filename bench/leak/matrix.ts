import { inOneLine } from '../errors.js';
import { inLanes } from '../lanes.js';
import type { Pooler } from '../pooler/pooler.js';
import { BLIND, BROKE_OFF } from '../result/leak-notes.js';
import type { LeakResult } from '../result/load-parts.js';
import { openAccess } from './access.js';
import { type LeakCell, runCell } from './cell.js';
import type { LeakFixtures } from './fixtures.js';
import type { KnownOf } from './known.js';
import { DIRECT_NEW, DIRECT_POOLED, type LeakRoute } from './route.js';
import type { LeakState } from './state.js';
import { type Judged, judgeCell } from './verdict.js';

export interface MatrixRequest {
  readonly states: readonly LeakState[];
  /** The two direct ones are asked first: they tell what takes effect, and whether a leak is seen. */
  readonly routes: readonly LeakRoute[];
  /** By the name of the route. */
  readonly poolers: ReadonlyMap<string, Pooler>;
  readonly fixtures: LeakFixtures;
  readonly known: KnownOf;
  readonly scenario: string;
  readonly serverMajor: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: LeakResult) => void;
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * Executes the matrix: every state, way and route. Cells of one route run one after the other, two
 * routes at a time. Where a known leak is not seen on a connection that is handed over as it is, the
 * matrix is blind to that state, and the notes of all its later results say so.
 *
 * @throws pg's error when the server goes away
 */
export async function runLeakMatrix(request: MatrixRequest): Promise<void> {
  const { states, routes, fixtures, signal } = request;
  const cells: LeakCell[] = routes.flatMap((route) =>
    states
      .filter(({ name }) => route.states?.includes(name) ?? true)
      .flatMap((state) => state.ways(fixtures.names).map((way) => ({ state, way, route }))),
  );
  const run: MatrixRun = {
    ...{ takesEffect: new Map(), blind: new Set(), usedPids: new Set(), broken: new Map() },
  };
  let done = 0;
  const runLanes = (lane: readonly LeakCell[]) =>
    inLanes(
      lane,
      ({ route }) => route.name,
      async (cell) => {
        if (signal.aborted) return;
        const result = await cellResult(cell, request, run);
        if (signal.aborted) return;
        request.onResult(result);
        request.onProgress(++done, cells.length);
      },
    );
  for (const first of [DIRECT_NEW, DIRECT_POOLED]) {
    await runLanes(cells.filter(({ route }) => route.name === first));
  }
  await runLanes(cells.filter(({ route }) => route.pooler !== undefined));
}

/** What earlier cells tell of later ones. */
interface MatrixRun {
  /** By state and way: whether A finds its own state on a connection of its own. */
  readonly takesEffect: Map<string, boolean>;
  /** States of which a known leak was not seen. */
  readonly blind: Set<string>;
  /** Backends that a cell has left something on. */
  readonly usedPids: Set<number>;
  /** Routes of which a cell broke off: each would wait for its timeouts anew. */
  readonly broken: Map<string, string>;
}

async function cellResult(
  cell: LeakCell,
  request: MatrixRequest,
  run: MatrixRun,
): Promise<LeakResult> {
  const { state, way, route } = cell;
  const { scenario, serverMajor, poolers } = request;
  const transcript: string[] = [];
  const judged = await judge(cell, request, run, transcript);
  const place = { state: state.name, way: way.name, route: route.name, serverMajor };
  const known = request.known(place);
  const isTold = known !== null && judged.observed !== 'not tested';
  // What the login may not do was not looked for, there and on all other routes.
  if (isTold && route.name === DIRECT_POOLED && known === 'leaks' && judged.observed !== 'leaks') {
    run.blind.add(state.name);
  }
  return {
    ...{ scenario, ...place, ...judged, known, transcript },
    poolerVersion: poolers.get(route.name)?.version ?? null,
    agrees: isTold ? known === judged.observed : null,
    note: [run.blind.has(state.name) ? BLIND : '', judged.note].filter(Boolean).join(' '),
  };
}

async function judge(
  cell: LeakCell,
  { fixtures, poolers }: MatrixRequest,
  run: MatrixRun,
  transcript: string[],
): Promise<Judged> {
  const { state, way, route } = cell;
  const login = state.needsSuperuser ? fixtures.superuser : fixtures.login;
  if (login === undefined) {
    const note = 'Only a superuser may set it, and we make one on a server of our own alone.';
    return { observed: 'not tested', note };
  }
  const broken = run.broken.get(route.name);
  if (broken !== undefined) return { observed: 'not tested', note: broken };
  try {
    const access = await openAccess(route, login, poolers.get(route.name));
    try {
      const seen = await runCell(cell, fixtures.names, access, transcript);
      const key = `${state.name} | ${way.name}`;
      if (route.name === DIRECT_NEW) run.takesEffect.set(key, seen.foundByA);
      const isFresh = !seen.pidsOfA.some((pid) => run.usedPids.has(pid));
      for (const pid of [...seen.pidsOfA, seen.pidOfB]) run.usedPids.add(pid);
      const takesEffect = run.takesEffect.get(key) ?? seen.foundByA;
      return judgeCell(seen, { route, takesEffect, isFresh });
    } finally {
      await access.close();
    }
  } catch (error) {
    // A pooler that does not serve is told of in its cells; without the server nothing can be asked.
    if (route.pooler === undefined) throw error;
    const why = `${BROKE_OFF} "${state.name}, ${way.name}": ${inOneLine(error)}`;
    run.broken.set(route.name, why);
    return { observed: 'not tested', note: why };
  }
}
