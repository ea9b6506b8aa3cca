import type { PlanSummary } from '../../result/result.js';
import { fitPowerLaw, type PowerLaw } from '../../stats/power-law.js';
import { distinct } from '../cells.js';
import { count, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import type { Said } from './said.js';
import { type SizeReads, type Trend, trendOf } from './trend.js';
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
  /** Smallest first; rows of the table, or times the smallest where its rows were not `counted`. */
  readonly arms: readonly { readonly rows: number; readonly arm: ArmFacts }[];
  readonly counted: boolean;
}

export const GROWTH_VERDICTS = [
  'stays a seek',
  "grows with the tenant's own rows",
  'grows with the table',
  'changes its plan on the way',
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
    counted,
  }));
}

/**
 * How buffers or median latency in ns grow along a series, with the rows of the table or the tenant's
 * own; sizes without it left out. With a tenant's own there is no law where they stay the same.
 */
export function growthOf(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  series: GrowthSeries,
  metric: 'buffers' | 'latency',
  over: 'table' | 'tenant' = 'table',
): Growth {
  const points = series.arms.flatMap(({ rows, arm }) => {
    const x = over === 'table' ? rows : tenantRows(view, arm, tenant);
    const known = armAt(view, operation, tenant, arm.name);
    const y = metric === 'buffers' ? known?.buffers : known?.latency?.p50Ns;
    return !x || y === null || y === undefined || y <= 0 ? [] : [{ x, y }];
  });
  const sizes = new Set(points.map(({ x }) => x)).size;
  const varies = over === 'table' || !steadyTenants(view).includes(tenant);
  return { points, law: sizes >= 3 && varies ? fitPowerLaw(points) : null };
}

/** Rows of a tenant in an arm's main table; undefined where they were not counted. */
function tenantRows(view: ScenarioView, arm: ArmFacts, tenant: Tenant): number | undefined {
  const sibling = view.facts.siblings?.find(({ name }) => name === arm.sibling);
  return sibling?.tenantRows.find(({ name }) => name === tenant)?.rows;
}

/**
 * What the tenants' reads say together. `steady` tenants have the same rows at every size, so what
 * grows for them grows with the table; the rows of the others grow with it, so what grows for those
 * alone grows with their own rows.
 */
export function growthVerdict(
  trends: ReadonlyMap<Tenant, Trend | null>,
  steady: readonly Tenant[],
): GrowthVerdict {
  const known = [...trends].filter(([, trend]) => trend !== null);
  const ofSteady = known.filter(([tenant]) => steady.includes(tenant));
  if (ofSteady.length === 0) return 'not clear';
  if (ofSteady.some(([, trend]) => trend === 'grows')) return 'grows with the table';
  if (known.every(([, trend]) => trend === 'stays')) return 'stays a seek';
  return ofSteady.every(([, trend]) => trend === 'stays') &&
    known.some(([, trend]) => trend === 'grows')
    ? "grows with the tenant's own rows"
    : 'not clear';
}

/** The tenants with the same rows at every size, to a tenth; the tiny one where rows were not counted. */
export function steadyTenants(view: ScenarioView): Tenant[] {
  const sized = view.arms.filter((arm) => arm.rows !== undefined);
  return view.tenants.filter((tenant) => {
    const rows = sized.flatMap((arm) => tenantRows(view, arm, tenant) ?? []);
    return rows.length === 0
      ? tenant === 'tiny'
      : Math.max(...rows) <= Math.max(1, Math.min(...rows)) * 1.1;
  });
}

/** The plans of one tenant along a series, smallest table first. */
function plansOf(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  series: GrowthSeries,
): { readonly tableRows: number; readonly plan: PlanSummary }[] {
  return series.arms.flatMap(({ rows, arm }) => {
    const plan = armAt(view, operation, tenant, arm.name)?.plan;
    return plan ? [{ tableRows: rows, plan }] : [];
  });
}

function readsOf({ nodes, buffers }: PlanSummary): Omit<SizeReads, 'tableRows'> {
  const rows = nodes
    .filter(({ relation }) => relation !== null)
    .map(({ actualRows, loops, rowsRemovedByFilter }) => actualRows * loops + rowsRemovedByFilter);
  const descents = nodes.filter(({ index }) => index !== null).map(({ loops }) => loops);
  return { buffers, rowsTouched: sum(rows), descents: sum(descents) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The verdict on one operation and series, from its plans: they are the same in every run. */
export function verdictOn(
  view: ScenarioView,
  operation: string,
  series: GrowthSeries,
): GrowthVerdict {
  const tenants = view.tenants.map((tenant) => {
    const plans = plansOf(view, operation, tenant, series);
    return {
      tenant,
      trend: trendOf(plans.map(({ tableRows, plan }) => ({ tableRows, ...readsOf(plan) }))),
      shapes: new Set(plans.map(({ plan }) => plan.fingerprint)).size,
    };
  });
  const trends = new Map(tenants.map(({ tenant, trend }) => [tenant, trend]));
  const verdict = growthVerdict(trends, steadyTenants(view));
  const replanned = tenants.some(({ trend, shapes }) => trend === 'unclear' && shapes > 1);
  return verdict === 'not clear' && replanned ? 'changes its plan on the way' : verdict;
}

/** An exponent with its interval: "rows^0.02 (0.01 to 0.03)". */
export function exponentWords(law: PowerLaw | null, of: 'rows' | 'own rows' = 'rows'): string {
  if (law === null) return 'too few sizes';
  const { exponent, low, high } = exponentParts(law);
  return `${of}^${exponent} (${low} to ${high})`;
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
      const example = exampleWords(view, series, verdicts[0]);
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
    case 'changes its plan on the way':
      return `${n} ${n === 1 ? 'changes its plan' : 'change their plans'} on the way (${names})`;
    default:
      return `${n} ${verdict.replace('grows', n === 1 ? 'grows' : 'grow')} (${names})`;
  }
}

/** Of the tenant that the verdict is seen on best: what grows with the table grows for a steady one. */
function exampleWords(
  view: ScenarioView,
  series: GrowthSeries,
  of: { readonly operation: OperationFacts; readonly verdict: GrowthVerdict } | undefined,
): string {
  if (of === undefined) return '';
  const tenants =
    of.verdict === 'grows with the table' ? steadyTenants(view) : view.tenants.slice(0, 1);
  const lawOf = (tenant: Tenant, over: 'table' | 'tenant') =>
    growthOf(view, of.operation.name, tenant, series, 'buffers', over).law;
  const [steepest] = tenants
    .flatMap((tenant) => {
      const law = lawOf(tenant, 'table');
      return law === null ? [] : [{ tenant, law }];
    })
    .sort((a, b) => b.law.exponent - a.law.exponent);
  if (steepest === undefined) return '';
  const { tenant, law } = steepest;
  const own = of.verdict === "grows with the tenant's own rows" ? lawOf(tenant, 'tenant') : null;
  const words = own === null ? exponentWords(law) : exponentWords(own, 'own rows');
  return `. Buffers of “${of.operation.title}” for the ${tenant} tenant go as ${words}`;
}
