import { cellWords, type ReportCell } from '../../cells.js';
import type { Chart } from '../../charts/chart.js';
import { type RouteRung, routeLadder } from '../../charts/routeLadder.js';
import { formatCompact, formatLatency } from '../../format.js';
import { cellChartName } from '../../names.js';
import {
  clientWords,
  isAlone,
  ladderOf,
  poolingAnswer,
  type Rung,
  routesIn,
  type WayOnRoute,
  wayKey,
  wayOnRoutes,
  waysIn,
  wayWords,
} from '../../scenario/pooling.js';
import type { ScenarioView } from '../../scenario/view.js';
import { isPooled, type Route, routeOf, routeWords } from '../../words.js';
import { ChartRow } from '../chart.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Ways to carry the tenant on each route. Expects arms that name `route` and `context`; `step`
 * contrasts within a route for its ladder, contrasts of each way over the statement alone, and `level`
 * ones over the same way on the direct route.
 */
export const pooling: Section = {
  name: 'pooling',
  applies: ({ varying, facts }) => varying.has('route') && facts.contrasts.length > 0,
  answer: poolingAnswer,
  charts: (view) => view.cells.flatMap((cell) => laddersOf(view, cell)),
  Part: PoolingPart,
};

/** Ladders of one cell, side by side and to one scale. */
function laddersOf(view: ScenarioView, cell: ReportCell): Chart[] {
  const ladders = routesIn(view)
    .map((route) => ({ route, rungs: ladderOf(view, cell, route) }))
    .filter(({ rungs }) => rungs.length > 0);
  const longestNs = Math.max(
    ...ladders.flatMap(({ rungs }) =>
      rungs.flatMap(({ p50Ns, step, baselineP50Ns }) => [
        p50Ns,
        (step?.high ?? 0) * (baselineP50Ns ?? 0),
      ]),
    ),
  );
  return ladders.map(({ route, rungs }) =>
    routeLadder({
      name: `${cellChartName(cell, 'ladder')}--${route}`,
      title: `The cost ladder: ${routeWords(route)}`,
      subtitle: `${cell.operationTitle}, ${cellWords(cell)}. Whisker and brackets: 95% interval of the step.`,
      rungs: rungs.map((rung) => rungOf(rung, route, sharedEnd(rungs))),
      longestNs,
    }),
  );
}

/** What the titles of all steps end in, from a comma on: the route, which the chart's title has. */
function sharedEnd(rungs: readonly Rung[]): string {
  const titles = rungs.flatMap(({ step }) => (step?.kind === 'step' ? [step.title] : []));
  const [first = '', ...rest] = titles;
  const parts = first.split(', ');
  const ends = parts.slice(1).map((_, i) => `, ${parts.slice(i + 1).join(', ')}`);
  return rest.length === 0 ? '' : (ends.find((end) => rest.every((t) => t.endsWith(end))) ?? '');
}

function rungOf(
  { arm, p50Ns, step, baselineP50Ns }: Rung,
  route: Route,
  ending: string,
): RouteRung {
  const isThrough = routeOf(arm) !== route;
  const of = step === undefined ? '' : formatCompact(step.ratio, step.low, step.high);
  const isStep = step?.kind === 'step';
  return {
    label: isThrough ? `the same, ${routeWords(routeOf(arm))}` : wayWords(arm),
    kind: isThrough ? 'through PgBouncer' : arm.isolation === 'rls' ? 'RLS' : 'WHERE',
    medianNs: p50Ns,
    medianText: formatLatency(p50Ns),
    step:
      step === undefined
        ? 'the start of the ladder'
        : `${of} ${isStep ? withoutEnd(step.title, ending) : 'through the pooler, over direct'}`,
    lowNs: step && baselineP50Ns ? baselineP50Ns * step.low : null,
    highNs: step && baselineP50Ns ? baselineP50Ns * step.high : null,
  };
}

function withoutEnd(title: string, ending: string): string {
  return ending !== '' && title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}

function PoolingPart({ view, charts }: SectionProps) {
  return (
    <section id="pooling">
      <h2>What each way to carry the tenant costs, on each route</h2>
      <p class="note">
        Ratios are of median latency over the statement alone on the same route, as the same client
        sends it where that was measured. Server CPU is of the backends, PgBouncer's CPU its own:
        both of one transaction, and never added up. Words instead of figures: the way was not
        measured there, since it cannot work, leaks, or does nothing.
      </p>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'ladder')} />
      {view.cells.map((cell) => (
        <div key={`${cell.operation} ${cellWords(cell)}`}>
          <h3>
            {cell.operationTitle}, {cellWords(cell)}
          </h3>
          <WaysTable view={view} cell={cell} />
        </div>
      ))}
      <LeftOut view={view} />
    </section>
  );
}

function WaysTable({ view, cell }: { view: ScenarioView; cell: ReportCell }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Way</th>
            {routesIn(view).map((route) => (
              <th key={route}>{routeWords(route)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {waysIn(view).map((way) => (
            <tr key={wayKey(way)}>
              <th scope="row">
                {wayWords(way)}
                <span class="note">{clientWords(way)}</span>
              </th>
              {wayOnRoutes(view, cell, way).map((one) => (
                <td key={one.route} class="wrapped">
                  <WayCell of={one} isBaseline={isAlone(way) && one.ratio === undefined} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WayCell({ of, isBaseline }: { of: WayOnRoute; isBaseline: boolean }) {
  const { route, arm, measured, ratio, over, overDirect, combination } = of;
  if (arm === undefined) {
    return combination.verdict === 'works' ? (
      <small>not in this scenario</small>
    ) : (
      <span class="warning">{combination.verdict}</span>
    );
  }
  if (measured === undefined || measured.latency === null) return <small>not measured</small>;
  const { serverCpuNs, poolerCpuNs } = measured;
  return (
    <>
      <b>{formatLatency(measured.latency.p50Ns)}</b>
      <br />
      {isBaseline ? <small>the baseline of its route</small> : <RatioCell of={ratio} />}
      {over !== undefined && <small>over {over.title}</small>}
      {overDirect !== undefined && (
        <small>
          over direct: {formatCompact(overDirect.ratio, overDirect.low, overDirect.high)}
        </small>
      )}
      <small>server CPU {cpuWords(serverCpuNs)}</small>
      {isPooled(route) && <small>PgBouncer CPU {cpuWords(poolerCpuNs)}</small>}
    </>
  );
}

function cpuWords(ns: number | null | undefined): string {
  return ns === null || ns === undefined ? 'not known' : formatLatency(ns);
}

/** Each combination that has no figure, with the reason. */
function LeftOut({ view }: { view: ScenarioView }) {
  const [cell] = view.cells;
  if (cell === undefined) return null;
  const rows = waysIn(view).flatMap((way) =>
    wayOnRoutes(view, cell, way)
      .filter(({ arm, combination }) => arm === undefined && combination.verdict !== 'works')
      .map(({ route, combination }) => ({ way, route, combination })),
  );
  if (rows.length === 0) return null;
  return (
    <>
      <h3>What was left out, and why</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Way</th>
              <th>Route</th>
              <th>Verdict</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ way, route, combination }) => (
              <tr key={`${wayKey(way)} ${route}`} class="failed">
                <th scope="row">
                  {wayWords(way)}
                  <span class="note">{clientWords(way)}</span>
                </th>
                <td>{routeWords(route)}</td>
                <td>{combination.verdict}</td>
                <td>{combination.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
