import type { PlanSummary } from '../../result/result.js';
import { fitPowerLaw, type PowerLaw } from '../../stats/power-law.js';
import { distinct } from '../cells.js';
import { count, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import type { Said } from './said.js';
import { armAt, type ScenarioView } from './view.js';

/** How a cost of one operation grows with the table, for one index level and tenant. */
export interface Growth {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Null with fewer than three sizes. */
  readonly law: PowerLaw | null;
}

/** A way to run the operations at every size: the arms that differ in nothing but the size. */
export interface GrowthSeries {
  readonly label: string;
  /** Smallest first; rows of the table, or times the smallest where its rows were not counted. */
  readonly arms: readonly { readonly rows: number; readonly arm: ArmFacts }[];
}

/** An exponent below this is a tree that gets a level deeper now and then. */
export const SEEK_EXPONENT = 0.3;

export const GROWTH_VERDICTS = [
  'stays a seek',
  "grows with the tenant's own rows",
  'grows with the table',
  'not clear',
] as const;
export type GrowthVerdict = (typeof GROWTH_VERDICTS)[number];

/** The series of a scenario, by isolation and indexes, RLS first. `rows` are read as "1", "3", "10". */
export function seriesOf(view: ScenarioView): GrowthSeries[] {
  const series = new Map<string, { rows: number; arm: ArmFacts }[]>();
  const rowsOf = (arm: ArmFacts) =>
    view.facts.siblings?.find(({ name }) => name === arm.sibling)?.mainRows ?? 0;
  const counted = view.arms.every((arm) => rowsOf(arm) > 0);
  const isolations = distinct(view.arms.map((arm) => arm.isolation));
  for (const isolation of ['rls', 'where'] as const) {
    for (const arm of view.arms.filter((one) => one.isolation === isolation)) {
      const rows = counted ? rowsOf(arm) : Number.parseFloat(arm.rows ?? '');
      if (!(rows > 0)) continue;
      const who = isolations.length > 1 ? [isolation === 'rls' ? 'RLS' : 'WHERE'] : [];
      const label = [...who, arm.indexes, arm.policy, arm.form]
        .filter((part) => part !== undefined)
        .join(', ');
      series.set(label, [...(series.get(label) ?? []), { rows, arm }]);
    }
  }
  return [...series].map(([label, arms]) => ({
    label: label === '' ? 'as loaded' : label,
    arms: arms.sort((a, b) => a.rows - b.rows),
  }));
}

/** How buffers, rows touched, or median latency in ns grow along a series; sizes without it left out. */
export function growthOf(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  series: GrowthSeries,
  metric: 'buffers' | 'rows' | 'latency',
): Growth {
  const points = series.arms.flatMap(({ rows, arm }) => {
    const known = armAt(view, operation, tenant, arm.name);
    const y = {
      buffers: known?.buffers,
      rows: known?.plan ? Math.max(1, rowsTouched(known.plan)) : null,
      latency: known?.latency?.p50Ns,
    }[metric];
    return y === null || y === undefined || y <= 0 ? [] : [{ x: rows, y }];
  });
  const sizes = new Set(points.map(({ x }) => x)).size;
  return { points, law: sizes >= 3 ? fitPowerLaw(points) : null };
}

/**
 * What the exponents of the tenants' buffers say together. `steady` tenants have the same rows at
 * every size, so what grows for them grows with the table; the rows of the others grow with it, so
 * what grows for those alone grows with their own rows. An interval on both sides of the bound says
 * nothing.
 */
export function growthVerdict(
  laws: ReadonlyMap<Tenant, PowerLaw | null>,
  steady: readonly Tenant[],
): GrowthVerdict {
  const known = [...laws].filter((one): one is [Tenant, PowerLaw] => one[1] !== null);
  const grows = ([, law]: [Tenant, PowerLaw]) => law.low > SEEK_EXPONENT;
  const stays = ([, law]: [Tenant, PowerLaw]) => law.high < SEEK_EXPONENT;
  const ofSteady = known.filter(([tenant]) => steady.includes(tenant));
  if (ofSteady.length === 0) return 'not clear';
  if (ofSteady.some(grows)) return 'grows with the table';
  if (known.every(stays)) return 'stays a seek';
  return ofSteady.every(stays) && known.some(grows)
    ? "grows with the tenant's own rows"
    : 'not clear';
}

/** The tenants with the same rows at every size, to a tenth; the tiny one where rows were not counted. */
export function steadyTenants(view: ScenarioView): Tenant[] {
  const sized = view.arms.filter((arm) => arm.rows !== undefined);
  return view.tenants.filter((tenant) => {
    const rows = sized.flatMap((arm) => {
      const sibling = view.facts.siblings?.find(({ name }) => name === arm.sibling);
      return sibling?.tenantRows.find(({ name }) => name === tenant)?.rows ?? [];
    });
    return rows.length === 0
      ? tenant === 'tiny'
      : Math.max(...rows) <= Math.max(1, Math.min(...rows)) * 1.1;
  });
}

/** Pages from the root of an index to a leaf, and one more. */
const TREE_PAGES = 5;

/**
 * Whether an access reads at most a page for each row it touches, beside the index's tree. As a table
 * grows, a tenant's rows lie ever farther apart, until each has a page to itself: buffers grow till
 * then though the access stays as it is, so its rows say how it grows and not its buffers.
 */
function isPageARow(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  series: GrowthSeries,
): boolean {
  const plans = series.arms.flatMap(
    ({ arm }) => armAt(view, operation, tenant, arm.name)?.plan ?? [],
  );
  return plans.length > 0 && plans.every((plan) => plan.buffers <= rowsTouched(plan) + TREE_PAGES);
}

/** Rows that a plan's scans of tables returned or threw away. */
function rowsTouched(plan: PlanSummary): number {
  return plan.nodes
    .filter(({ relation }) => relation !== null)
    .reduce((sum, node) => sum + node.actualRows * node.loops + node.rowsRemovedByFilter, 0);
}

/** The verdict on one operation and series, from its plans: they are the same in every run. */
export function verdictOn(
  view: ScenarioView,
  operation: string,
  series: GrowthSeries,
): GrowthVerdict {
  return growthVerdict(
    new Map(
      view.tenants.map((tenant) => [
        tenant,
        (isPageARow(view, operation, tenant, series)
          ? growthOf(view, operation, tenant, series, 'rows')
          : growthOf(view, operation, tenant, series, 'buffers')
        ).law,
      ]),
    ),
    steadyTenants(view),
  );
}

/** An exponent with its interval: "rows^0.02 (0.01 to 0.03)". */
export function exponentWords(law: PowerLaw | null): string {
  if (law === null) return 'too few sizes';
  const { exponent, low, high } = exponentParts(law);
  return `rows^${exponent} (${low} to ${high})`;
}

/** An exponent and its interval, each in figures. */
export function exponentParts(law: PowerLaw): Record<'exponent' | 'low' | 'high', string> {
  return { exponent: plain(law.exponent), low: plain(law.low), high: plain(law.high) };
}

function plain(value: number): string {
  const text = value.toFixed(2);
  return (text === '-0.00' ? '0.00' : text).replace('-', '\u2212');
}

/** For each series, that with most seeks first: which operations stay one, and which grow with what. */
export function growthAnswer(view: ScenarioView): Said[] {
  return seriesOf(view)
    .filter(({ arms }) => arms.every(({ arm }) => arm.isolation === 'rls'))
    .flatMap((series) => {
      const verdicts = view.operations
        .filter(({ name }) => hasLaw(view, name, series))
        .map((operation) => ({ operation, verdict: verdictOn(view, operation.name, series) }));
      if (verdicts.length === 0) return [];
      const parts = GROWTH_VERDICTS.flatMap((verdict) => {
        const of = verdicts.filter((one) => one.verdict === verdict).map((one) => one.operation);
        return of.length === 0 ? [] : [`${verdictWords(verdict, of)}`];
      });
      const example = exampleWords(view, verdicts[0]?.operation, series);
      return [
        {
          seeks: verdicts.filter(({ verdict }) => verdict === 'stays a seek').length,
          text: `${series.label}: of ${count(verdicts.length, 'operation')}, ${parts.join('; ')}${example}.`,
          firm: verdicts.every(({ verdict }) => verdict !== 'not clear'),
        },
      ];
    })
    .sort((a, b) => b.seeks - a.seeks)
    .map(({ text, firm }) => ({ text, firm }));
}

function hasLaw(view: ScenarioView, operation: string, series: GrowthSeries): boolean {
  return view.tenants.some(
    (tenant) => growthOf(view, operation, tenant, series, 'buffers').law !== null,
  );
}

function verdictWords(verdict: GrowthVerdict, operations: readonly OperationFacts[]): string {
  const names = listWords(operations.map(({ title }) => `“${title}”`));
  const n = operations.length;
  switch (verdict) {
    case 'stays a seek':
      return `${n} ${n === 1 ? 'stays a seek' : 'stay seeks'} (${names})`;
    case 'not clear':
      return `${n} ${n === 1 ? 'is' : 'are'} not clear (${names})`;
    default:
      return `${n} ${verdict.replace('grows', n === 1 ? 'grows' : 'grow')} (${names})`;
  }
}

function exampleWords(
  view: ScenarioView,
  operation: OperationFacts | undefined,
  series: GrowthSeries,
): string {
  const [tenant] = view.tenants;
  if (operation === undefined || tenant === undefined) return '';
  const { law } = growthOf(view, operation.name, tenant, series, 'buffers');
  return law === null
    ? ''
    : `. Buffers of “${operation.title}” for the ${tenant} tenant go as ${exponentWords(law)}`;
}
