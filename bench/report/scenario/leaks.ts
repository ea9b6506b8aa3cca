import { isBlind } from '../../result/leak-notes.js';
import type { HammerResult, LeakResult } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import type { ScenarioView } from './view.js';

export type Observed = LeakResult['observed'];

/** The leak matrix as a table: a row each way to set a state, a column each route. */
export interface LeakTable {
  readonly routes: readonly string[];
  readonly states: readonly LeakTableState[];
}

export interface LeakTableState {
  readonly state: string;
  readonly rows: readonly LeakRow[];
}

export interface LeakRow {
  readonly way: string;
  /** In the order of the table's routes; undefined where the route was not asked of it. */
  readonly places: readonly (LeakResult | undefined)[];
}

/**
 * Two tables: the routes that every state was asked of, and those that only some states are about.
 * States in the order in which they were asked first.
 */
export function leakTables({ part }: ScenarioView): { whole: LeakTable; further: LeakTable } {
  const routes = distinct(part.leaks.map(({ route }) => route));
  const states = distinct(part.leaks.map(({ state }) => state)).length;
  const isWhole = (route: string) =>
    distinct(part.leaks.filter((leak) => leak.route === route).map(({ state }) => state)).length ===
    states;
  return {
    whole: leakTable(part.leaks, routes.filter(isWhole)),
    further: leakTable(
      part.leaks,
      routes.filter((route) => !isWhole(route)),
    ),
  };
}

function leakTable(all: readonly LeakResult[], names: readonly string[]): LeakTable {
  const routes = inRouteOrder(names);
  const leaks = all.filter(({ route }) => names.includes(route));
  const states = distinct(leaks.map(({ state }) => state)).map((state) => {
    const here = leaks.filter((leak) => leak.state === state);
    const rows = distinct(here.map(({ way }) => way)).map((way) => ({
      way,
      places: routes.map((route) => here.find((leak) => leak.way === way && leak.route === route)),
    }));
    return { state, rows };
  });
  return { routes, states };
}

const ROUTE_WORDS: readonly (readonly [route: string, words: string])[] = [
  ['direct-per-request', 'Direct, a connection each'],
  ['direct-pooled', "Direct, an application's pool"],
  ['pgbouncer-transaction', 'PgBouncer, transaction mode'],
  ['pgbouncer-session', 'PgBouncer, session mode'],
];

/** A route of the matrix for a table's head: what it is, and the options of its pooler. */
export function leakRouteWords(route: string): {
  readonly words: string;
  readonly options: string;
} {
  const [name = '', ...options] = route.split(', ');
  const known = ROUTE_WORDS.find(([each]) => each === name);
  return { words: known?.[1] ?? name, options: options.join(', ') };
}

/** Two routes run side by side, so results come in no fixed order. Those without options come first. */
function inRouteOrder(routes: readonly string[]): string[] {
  const rank = (route: string) => {
    const at = ROUTE_WORDS.findIndex(([name]) => name === route);
    return at < 0 ? ROUTE_WORDS.length : at;
  };
  return [...routes].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export const TRANSACTION_MODE = 'pgbouncer-transaction';

/** Those that nothing may be concluded from. */
export function unsettled(leaks: readonly LeakResult[]): LeakResult[] {
  return leaks.filter(
    (leak) => leak.observed === 'not tested' || leak.agrees === false || isBlind(leak),
  );
}

/** One arm of the hammer, with its title; controls last. */
export interface HammerRow {
  readonly title: string;
  readonly result: HammerResult;
}

export function hammerRows({ part, facts }: ScenarioView): HammerRow[] {
  return [...part.hammers]
    .sort((a, b) => Number(a.isControl) - Number(b.isControl))
    .map((result) => ({
      title: facts.arms.find(({ name }) => name === result.arm)?.title ?? result.arm,
      result,
    }));
}
