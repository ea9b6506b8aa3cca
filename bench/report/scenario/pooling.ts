import { type Combination, combinationOf } from '../../context/combination.js';
import { CONTEXT_STRATEGIES } from '../../context/registry.js';
import type { ArmResult, ContrastResult } from '../../result/result.js';
import { distinct, type ReportCell } from '../cells.js';
import { isFirm } from '../finding.js';
import { formatLatency, formatRatio, listWords } from '../format.js';
import { type ArmFacts, isPooled, plainTenant, type Route, routeOf, routeWords } from '../words.js';
import { missingPooler } from './missing-pooler.js';
import { isUntrusted, type Said, timeWords } from './said.js';
import { comparisonOf, type ScenarioView } from './view.js';

/** One way to carry the tenant, on whatever route. */
export interface Way {
  readonly isolation: ArmFacts['isolation'];
  readonly context: ArmFacts['context'];
  readonly statement: NonNullable<ArmFacts['statement']>;
  readonly client: ArmFacts['client'];
}

/** What is known of a way on a route; without an arm only whether it could work. */
export interface WayOnRoute {
  readonly route: Route;
  readonly arm: ArmFacts | undefined;
  /** Undefined where it was not put under load here. */
  readonly measured: ArmResult | undefined;
  /** Over the statement alone on the same route; `over` names another baseline where that is none. */
  readonly ratio: ContrastResult | undefined;
  readonly over: ArmFacts | undefined;
  /** The same way on the direct route. */
  readonly overDirect: ContrastResult | undefined;
  readonly combination: Combination;
}

/** The routes of a scenario's arms, in their order. */
export function routesIn({ arms }: Pick<ScenarioView, 'arms'>): Route[] {
  return distinct(arms.map(routeOf));
}

/** The ways that were measured, then those that the scenario leaves out since they can't or leak. */
export function waysIn(view: ScenarioView): Way[] {
  const keyed = new Map(view.arms.map((arm) => [wayKey(wayOf(arm)), wayOf(arm)]));
  const routes = routesIn(view);
  const known = new Set(view.arms.map(({ context }) => context));
  const leftOut = Object.keys(CONTEXT_STRATEGIES)
    .map((context) => context as Way['context'])
    .filter((context) => !known.has(context))
    .map((context): Way => ({ isolation: 'rls', context, statement: 'named', client: 'wire' }))
    .filter((way) => routes.some((route) => combinationOf({ ...way, route }).verdict !== 'works'));
  return [...keyed.values(), ...leftOut];
}

function wayOf({ isolation, context, statement, client }: ArmFacts): Way {
  return { isolation, context, statement: statement ?? 'named', client };
}

export function wayKey({ isolation, context, statement, client }: Way): string {
  return JSON.stringify([isolation, context, statement, client]);
}

/** "RLS: BEGIN, set_config, query, COMMIT". */
export function wayWords({ isolation, context }: Pick<Way, 'isolation' | 'context'>): string {
  return `${isolation === 'rls' ? 'RLS' : 'WHERE'}: ${CONTEXT_STRATEGIES[context].title}`;
}

const CLIENT_WORDS: Record<Way['client'], string> = {
  wire: 'wire client',
  pg: 'pg client, sequential',
  'pg-pipeline': 'pg client, pipeline',
  'pg-pool': 'pg.Pool, sequential',
};

export function clientWords({ client, statement }: Way): string {
  const form = statement === 'named' ? 'named statements' : `${statement} statements`;
  return `${CLIENT_WORDS[client]}, ${form}`;
}

/** A way on each route, in one cell. */
export function wayOnRoutes(view: ScenarioView, cell: ReportCell, way: Way): WayOnRoute[] {
  return routesIn(view).map((route) => {
    const arm = armOf(view, way, route);
    const direct = armOf(view, way, 'direct-pooled');
    const { ratio, over } = overAlone(view, cell, arm);
    return {
      ...{ route, arm, ratio, over },
      measured: cell.arms.find(({ facts }) => facts.name === arm?.name)?.measured,
      overDirect:
        arm === direct
          ? undefined
          : comparisonOf(view, cell.operation, cell.tenant, arm?.name, direct?.name),
      combination: combinationOf({ ...way, route }),
    };
  });
}

function armOf({ arms }: ScenarioView, way: Way, route: Route): ArmFacts | undefined {
  return arms.find((arm) => routeOf(arm) === route && wayKey(wayOf(arm)) === wayKey(way));
}

/** The statement alone on an arm's route: of its own client where there is one, else of ours. */
export function isAlone({ isolation, context }: Pick<ArmFacts, 'isolation' | 'context'>): boolean {
  return isolation === 'where' && context === 'none';
}

function overAlone(
  view: ScenarioView,
  { operation, tenant }: ReportCell,
  arm: ArmFacts | undefined,
): { ratio: ContrastResult | undefined; over: ArmFacts | undefined } {
  if (arm === undefined) return { ratio: undefined, over: undefined };
  const own = view.arms.filter((other) => routeOf(other) === routeOf(arm) && other !== arm);
  const alone = own.filter(isAlone);
  const first = [
    ...alone.filter(({ client }) => client === arm.client),
    ...alone.filter(({ client }) => client !== arm.client),
    ...own.filter((other) => !isAlone(other)),
  ];
  for (const other of first) {
    const asked = view.facts.contrasts.some(
      ({ treatment, baseline }) => treatment === arm.name && baseline === other.name,
    );
    const ratio = asked ? comparisonOf(view, operation, tenant, arm.name, other.name) : undefined;
    if (ratio !== undefined) return { ratio, over: isAlone(other) ? undefined : other };
  }
  return { ratio: undefined, over: undefined };
}

/** One rung of a route's ladder: an arm with the step that leads to it. */
export interface Rung {
  readonly arm: ArmFacts;
  readonly p50Ns: number;
  readonly step: ContrastResult | undefined;
  readonly baselineP50Ns: number | undefined;
}

/**
 * The cost ladder of a route, from the step contrasts within it; under that of the direct route the
 * last rung once more through a pooler. Empty where a route has no steps.
 */
export function ladderOf(view: ScenarioView, cell: ReportCell, route: Route): Rung[] {
  const own = view.arms.filter((arm) => routeOf(arm) === route);
  const steps = cell.contrasts.filter(
    ({ metric, kind, treatment, baseline }) =>
      metric === 'p50' &&
      kind === 'step' &&
      own.some(({ name }) => name === treatment) &&
      own.some(({ name }) => name === baseline),
  );
  const rungs = own.filter(({ name }) =>
    steps.some(({ treatment, baseline }) => treatment === name || baseline === name),
  );
  const last = rungs.at(-1);
  const twin =
    isPooled(route) || last === undefined
      ? undefined
      : view.arms.find(
          (arm) => isPooled(routeOf(arm)) && wayKey(wayOf(arm)) === wayKey(wayOf(last)),
        );
  const p50 = (name: string | undefined) =>
    cell.arms.find(({ facts }) => facts.name === name)?.measured.latency?.p50Ns;
  return [...rungs, ...(twin === undefined ? [] : [twin])].flatMap((arm) => {
    const p50Ns = p50(arm.name);
    const step =
      steps.find(({ treatment }) => treatment === arm.name) ?? overDirectOf(view, cell, arm);
    return p50Ns === undefined ? [] : [{ arm, p50Ns, step, baselineP50Ns: p50(step?.baseline) }];
  });
}

function overDirectOf(
  view: ScenarioView,
  { operation, tenant }: ReportCell,
  arm: ArmFacts,
): ContrastResult | undefined {
  const direct = armOf(view, wayOf(arm), 'direct-pooled');
  return arm === direct ? undefined : comparisonOf(view, operation, tenant, arm.name, direct?.name);
}

/** What RLS costs in all on each route, what a pooler costs, and the cheapest way to carry the tenant. */
export function poolingAnswer(view: ScenarioView): Said[] {
  const [cell] = view.cells;
  if (cell === undefined) return [];
  const place = `“${cell.operationTitle}” for ${plainTenant(cell.tenant)}`;
  return [
    ...totalSaid(view, cell, place),
    ...poolerSaid(view, cell),
    ...cheapestSaid(view, cell),
    ...missingPooler(view),
  ];
}

/** All steps of a ladder together, by route. */
function totalSaid(view: ScenarioView, cell: ReportCell, place: string): Said[] {
  const totals = cell.contrasts.filter(({ metric, kind }) => metric === 'p50' && kind === 'total');
  const each = totals.map((total) => {
    const arm = view.arms.find(({ name }) => name === total.treatment);
    return `${arm === undefined ? total.treatment : routeWords(routeOf(arm))}: ${timeWords(total)}`;
  });
  const [first] = totals;
  const arm = view.arms.find(({ name }) => name === first?.treatment);
  if (first === undefined || arm === undefined) return [];
  return [
    {
      text: `Over the statement alone, RLS (${CONTEXT_STRATEGIES[arm.context].title}) takes on ${place}: ${each.join('; ')}.`,
      firm: totals.every(isFirm),
    },
  ];
}

/** The same statement alone through each pooler, and the CPU that PgBouncer takes for it. */
function poolerSaid(view: ScenarioView, cell: ReportCell): Said[] {
  const [alone] = waysIn(view).filter((way) => isAlone(way) && way.client === 'wire');
  if (alone === undefined) return [];
  const through = wayOnRoutes(view, cell, alone).flatMap(({ route, overDirect, measured }) =>
    isPooled(route) && overDirect !== undefined ? [{ route, overDirect, measured }] : [],
  );
  if (through.length === 0) return [];
  const each = through.map(({ route, overDirect, measured }) => {
    const cpu = measured?.poolerCpuNs;
    const own =
      cpu === null || cpu === undefined ? '' : `, ${formatLatency(cpu)} of PgBouncer's CPU`;
    return `${routeWords(route)}: ${timeWords(overDirect)}${own}`;
  });
  return [
    {
      text: `The pooler itself, the statement alone over the same direct: ${each.join('; ')}.`,
      firm: through.every(({ overDirect }) => isFirm(overDirect)),
    },
  ];
}

/**
 * On each route the RLS way of our own client that costs least over the statement alone, with those
 * that it is not told apart from: their intervals overlap. No contrast compares two ways, so that one
 * is cheaper than another is only said where the intervals of both over the same baseline are apart.
 */
function cheapestSaid(view: ScenarioView, cell: ReportCell): Said[] {
  const ways = waysIn(view).filter(
    ({ isolation, client }) => isolation === 'rls' && client === 'wire',
  );
  const known = ways.flatMap((way) =>
    wayOnRoutes(view, cell, way).flatMap(({ route, arm, ratio, over }) =>
      arm === undefined || ratio === undefined || over !== undefined ? [] : [{ route, arm, ratio }],
    ),
  );
  const cheapest = routesIn(view).flatMap((route) => {
    const here = known.filter((one) => one.route === route);
    const [least, ...others] = here.sort((a, b) => a.ratio.ratio - b.ratio.ratio);
    if (least === undefined || others.length === 0) return [];
    const alike = others.filter(({ ratio }) => ratio.low <= least.ratio.high);
    // One that is left out as dearer has to be known to be so.
    const isSure = [least, ...alike].every(({ ratio }) => isFirm(ratio));
    return [{ ...least, alike, firm: isSure && !others.some(({ ratio }) => isUntrusted(ratio)) }];
  });
  if (cheapest.length === 0) return [];
  const each = cheapest.map(({ arm, ratio, alike }) => {
    const others = alike.map((one) => `“${one.arm.title}” (${formatRatio(one.ratio.ratio)})`);
    const apart = others.length === 0 ? '' : `, where ${listWords(others)} may cost as little`;
    return `“${arm.title}”, ${timeWords(ratio)}${apart}`;
  });
  return [
    {
      text: `The way to carry the tenant that costs least over the statement alone: ${each.join('; ')}.`,
      firm: cheapest.every(({ firm }) => firm),
    },
  ];
}
