import type { PowerLaw } from '../../../stats/power-law.js';
import { distinct } from '../../cells.js';
import type { Chart } from '../../charts/chart.js';
import { growthLines } from '../../charts/growthLines.js';
import { SERIES } from '../../charts/theme.js';
import { formatInteger, listWords } from '../../format.js';
import { joinNames } from '../../names.js';
import {
  exponentParts,
  exponentWords,
  growthAnswer,
  growthOf,
  seriesOf,
  steadyTenants,
  verdictOn,
} from '../../scenario/growth.js';
import { PAGES_A_HUNDREDFOLD, SEEK_EXPONENT } from '../../scenario/trend.js';
import type { ScenarioView } from '../../scenario/view.js';
import type { OperationFacts, Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import type { Section, SectionProps } from './section.js';

/**
 * The same operations on tables of several sizes. Expects arms that name `rows` as a multiple of the
 * smallest table ("1", "3", "10"), and the tiny tenant with the same few rows in each.
 */
export const growth: Section = {
  name: 'growth',
  applies: ({ varying }) => varying.has('rows'),
  answer: growthAnswer,
  charts: (view) =>
    drawn(view).flatMap((operation) =>
      (['buffers', 'latency'] as const).flatMap((metric) =>
        view.tenants.flatMap((tenant) => linesOf(view, operation, metric, tenant)),
      ),
    ),
  Part: GrowthPart,
};

/** Operations drawn as lines, most telling first; the table holds all. */
const DRAWN = 2;

function drawn(view: ScenarioView): readonly OperationFacts[] {
  return view.operations
    .filter(({ name }) => view.part.arms.some((arm) => arm.operation === name))
    .slice(0, DRAWN);
}

function linesOf(
  view: ScenarioView,
  operation: OperationFacts,
  metric: 'buffers' | 'latency',
  tenant: Tenant,
): Chart[] {
  const all = seriesOf(view);
  const ofRls = all.filter(({ arms }) => arms.every(({ arm }) => arm.isolation === 'rls'));
  const lines = (ofRls.length > 0 ? ofRls : all).flatMap((series) => {
    const { points, law } = growthOf(view, operation.name, tenant, series, metric);
    const own = growthOf(view, operation.name, tenant, series, metric, 'tenant').law;
    const laws = [exponentWords(law), ...(own ? [exponentWords(own, 'own rows')] : [])];
    const scaled = points.map(({ x, y }) => ({ x, y: metric === 'latency' ? y / 1e6 : y }));
    return points.length < 2 ? [] : [{ name: series.label, law: laws.join(': '), points: scaled }];
  });
  if (lines.length === 0) return [];
  const what = metric === 'buffers' ? 'buffers' : 'median latency';
  return [
    growthLines({
      name: joinNames(view.facts.name, operation.name, tenant, `growth-${metric}`),
      title: `${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}: ${what} as the table grows`,
      subtitle: `${operation.title}${ofRls.length > 0 ? ', under RLS' : ''}. Straight lines are power laws; flat is a seek.${metric === 'latency' ? ' Fitted to pooled medians: the interval is of the fit alone.' : ''}${
        lines.length > SERIES.length ? ` The first ${SERIES.length} of ${lines.length} ways.` : ''
      }`,
      over: all.every(({ counted }) => counted) ? 'rows of the table' : 'times the smallest table',
      axis: metric === 'buffers' ? 'buffers' : 'latency, ms',
      lines,
    }),
  ];
}

function GrowthPart({ view, charts }: SectionProps) {
  const row = (operation: string, metric: string) =>
    charts.filter(
      ({ name }) =>
        name.startsWith(joinNames(view.facts.name, operation, '').slice(0, -1)) &&
        name.endsWith(`--growth-${metric}`),
    );
  return (
    <section id="growth">
      <h2>How cost grows with the table</h2>
      <p class="note">
        Least squares of the logarithms over the sizes measured; in brackets the 95% interval of the
        exponent: 0 is a cost that stays, 1 one that grows as the rows do. Where a tenant's own rows
        grow too, a second fit is over those. Those of latency are fitted to pooled medians, one a
        size: their interval is of the fit, and holds no noise of measuring. Verdicts are from the
        plans. A seek is an exponent of the buffers that is surely below {SEEK_EXPONENT}; or at most{' '}
        {PAGES_A_HUNDREDFOLD} buffers more for each descent of an index on a table a hundred times
        as large, as when its tree gains a level; or no more than a page for each row where the rows
        stay, since rows that lie ever farther apart end at a page each. {sizesWords(view)}{' '}
        {steadyWords(steadyTenants(view))}
      </p>
      {drawn(view).map((operation) => (
        <div key={operation.name} class="kind">
          <h3>{operation.title}</h3>
          <ChartRow charts={row(operation.name, 'buffers')} />
          <ChartRow charts={row(operation.name, 'latency')} />
        </div>
      ))}
      <h3>Every operation</h3>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Operation and way</th>
              {view.tenants.map((tenant) => (
                <th key={tenant}>Buffers, {tenant}</th>
              ))}
              {view.tenants.map((tenant) => (
                <th key={tenant}>Median latency, {tenant}</th>
              ))}
              <th class="word">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {view.operations.flatMap((operation) =>
              seriesOf(view).map((series) => (
                <tr key={`${operation.name} ${series.label}`}>
                  <th scope="row">
                    {operation.title}
                    <span class="note">{series.label}</span>
                  </th>
                  {(['buffers', 'latency'] as const).flatMap((metric) =>
                    view.tenants.map((tenant) => (
                      <td key={`${metric} ${tenant}`}>
                        <Exponents
                          ofTable={growthOf(view, operation.name, tenant, series, metric).law}
                          ofTenant={
                            growthOf(view, operation.name, tenant, series, metric, 'tenant').law
                          }
                        />
                      </td>
                    )),
                  )}
                  <td class="word">{verdictOn(view, operation.name, series)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** How many rows "100 times" is; empty where they were not counted. */
function sizesWords(view: ScenarioView): string {
  const sizes = seriesOf(view).flatMap(({ arms }) =>
    arms.map(({ arm }) => view.facts.siblings?.find(({ name }) => name === arm.sibling)?.mainRows),
  );
  const counted = distinct(sizes).filter((rows) => rows !== undefined && rows > 0) as number[];
  if (counted.length < 2) return '';
  return `The tables have ${listWords(counted.sort((a, b) => a - b).map(formatInteger))} rows.`;
}

/** Whose rows stay the same, which is what tells growth with the table from growth with one's rows. */
function steadyWords(steady: readonly Tenant[]): string {
  return steady.length === 0
    ? "Every tenant's rows grow with the table, so nothing tells one from the other."
    : `The rows of the ${listWords(steady)} tenant stay the same at every size; what grows there grows with the table.`;
}

function Exponents({
  ofTable,
  ofTenant,
}: {
  readonly ofTable: PowerLaw | null;
  /** Null where the tenant's rows stay, or were not counted. */
  readonly ofTenant: PowerLaw | null;
}) {
  if (ofTable === null) return <small>too few sizes</small>;
  return (
    <>
      <Exponent of={ofTable} with={ofTenant === null ? '' : ' with the table'} />
      {ofTenant !== null && (
        <>
          <br />
          <Exponent of={ofTenant} with=" with own rows" />
        </>
      )}
    </>
  );
}

function Exponent({ of, with: rows }: { readonly of: PowerLaw; readonly with: string }) {
  const { exponent, low, high } = exponentParts(of);
  return (
    <>
      {exponent}
      <small>
        {low} to {high}
        {rows}
      </small>
    </>
  );
}
