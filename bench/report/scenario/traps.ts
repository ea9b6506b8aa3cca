import type { ContrastResult, PlanSummary } from '../../result/result.js';
import { count, formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isSlower, type Said, timeWords } from './said.js';
import { armAt, comparisonOf, type ScenarioView } from './view.js';

/** One way to ask, as it did on one predicate for one tenant. */
export interface Asked {
  readonly arm: ArmFacts;
  readonly buffers: number | null;
  readonly p50Ns: number | null;
  readonly plan: PlanSummary | null;
}

/** A predicate under WHERE and under RLS, and the rewrites of it. */
export interface Trap {
  readonly operation: OperationFacts;
  readonly where: Asked;
  readonly rls: Asked;
  /** RLS over WHERE, the same text. */
  readonly price: ContrastResult | undefined;
  /** RLS with other texts, fewest buffers first. */
  readonly rewrites: readonly Asked[];
  /** RLS reads many times what WHERE reads, or takes many times as long. */
  readonly sprung: boolean;
  /** Whether the indexes of WHERE's plan are all in RLS's; unknown without plans, or without indexes. */
  readonly index: 'lost' | 'kept' | 'unknown';
  /** The best rewrite, where it wins back what the trap took; null where none does. */
  readonly cure: Asked | null;
}

/** RLS is in a trap when it reads this many times WHERE's buffers, or is this much slower for sure. */
const SPRUNG_TIMES = 1.5;
const SPRUNG_BUFFERS = 10;

/** Each predicate that was planned under WHERE and RLS alike, for one tenant. */
export function trapsOf(view: ScenarioView, tenant: Tenant): Trap[] {
  return view.operations.flatMap((operation) => {
    const asked = (arm: ArmFacts | undefined): Asked[] => {
      const known = arm && armAt(view, operation.name, tenant, arm.name);
      return arm === undefined || known === undefined
        ? []
        : [
            {
              ...{ arm, buffers: known.buffers, plan: known.plan },
              p50Ns: known.latency?.p50Ns ?? null,
            },
          ];
    };
    const plain = (isolation: ArmFacts['isolation']) =>
      view.arms
        .filter((arm) => arm.isolation === isolation && arm.form === undefined)
        .flatMap(asked)[0];
    const [where, rls] = [plain('where'), plain('rls')];
    if (where === undefined || rls === undefined) return [];
    const price = comparisonOf(view, operation.name, tenant, rls.arm.name, where.arm.name);
    const rewrites = view.arms
      .filter((arm) => arm.isolation === 'rls' && arm.form !== undefined)
      .flatMap(asked)
      .sort((a, b) => (a.buffers ?? Infinity) - (b.buffers ?? Infinity));
    const readsMore = readsMoreThan(rls, where);
    const sprung =
      readsMore || (price !== undefined && isSlower(price) && price.low > SPRUNG_TIMES);
    const [best] = rewrites;
    const cured =
      sprung &&
      best !== undefined &&
      !readsMoreThan(best, where) &&
      (readsMore || isFaster(view, operation, tenant, best, rls));
    const index = indexUnderRls(where.plan, rls.plan);
    return [{ operation, where, rls, price, rewrites, sprung, index, cure: cured ? best : null }];
  });
}

function readsMoreThan(one: Asked, other: Asked): boolean {
  return (
    one.buffers !== null &&
    other.buffers !== null &&
    one.buffers > other.buffers * SPRUNG_TIMES &&
    one.buffers > other.buffers + SPRUNG_BUFFERS
  );
}

function isFaster(
  view: ScenarioView,
  operation: OperationFacts,
  tenant: Tenant,
  one: Asked,
  other: Asked,
): boolean {
  return isSlower(comparisonOf(view, operation.name, tenant, other.arm.name, one.arm.name));
}

/** Indexes of partitions count as the one they are parts of. */
function indexUnderRls(where: PlanSummary | null, rls: PlanSummary | null): Trap['index'] {
  const indexesOf = (plan: PlanSummary | null) =>
    (plan?.nodes ?? []).flatMap(({ index, parentIndex }) => parentIndex ?? index ?? []);
  const used = indexesOf(where);
  if (rls === null || used.length === 0) return 'unknown';
  const left = new Set(indexesOf(rls));
  return used.every((index) => left.has(index)) ? 'kept' : 'lost';
}

/** The trap, its price and its cure, in a sentence. */
export function trapWords(trap: Trap): string {
  const { operation, where, rls, price, cure, sprung, rewrites } = trap;
  const reads =
    where.buffers === null || rls.buffers === null
      ? 'buffers not counted'
      : `${count(where.buffers, 'buffer')} with WHERE, ${formatInteger(rls.buffers)} under RLS`;
  const inTime = price === undefined ? '' : `; ${timeWords(price)}`;
  if (!sprung) return `“${operation.title}” is no trap: ${reads}${inTime}.`;
  const cured =
    cure === null
      ? rewrites.length === 0
        ? 'no rewrite was measured'
        : 'no rewrite measured wins it back'
      : `“${cure.arm.form}” wins it back${cure.buffers === null ? '' : ` with ${count(cure.buffers, 'buffer')}`}`;
  return `“${operation.title}” ${sprungWords(trap)}: ${reads}${inTime}; ${cured}.`;
}

function sprungWords(trap: Trap): string {
  if (trap.index === 'lost') return 'loses its index under RLS';
  const same = trap.index === 'kept' ? ', with the same index' : '';
  return readsMoreThan(trap.rls, trap.where)
    ? `reads ${timesWords(timesRead(trap))} as much under RLS${same}`
    : `takes longer under RLS${same}`;
}

function timesRead({ where, rls }: Trap): number {
  return (rls.buffers ?? 0) / Math.max(1, where.buffers ?? 1);
}

function timesWords(times: number): string {
  return `${times < 10 ? times.toFixed(1) : formatInteger(times)} times`;
}

/** How many predicates are traps and how many have a cure; then the worst of them. */
export function trapsAnswer(view: ScenarioView): Said[] {
  const [tenant] = view.tenants;
  const traps = tenant === undefined ? [] : trapsOf(view, tenant);
  if (traps.length === 0) return [];
  const sprung = traps.filter((trap) => trap.sprung);
  const cured = sprung.filter((trap) => trap.cure !== null);
  const worst = [...sprung].sort((a, b) => timesRead(b) - timesRead(a))[0];
  const harmless = traps.filter((trap) => !trap.sprung);
  return [
    {
      text: `Of ${count(traps.length, 'predicate')} with the right index present, ${sprungCounts(sprung)} under RLS for the ${tenant} tenant${sprung.length === 0 ? '' : `, and a rewrite wins it back in ${cured.length}`}.`,
      firm: true,
    },
    ...(worst === undefined ? [] : [{ text: trapWords(worst), firm: true }]),
    ...(harmless.length === 0 || sprung.length === 0
      ? []
      : [
          {
            text: `No trap: ${listWords(harmless.map((trap) => `“${trap.operation.title}”`))}.`,
            firm: true,
          },
        ]),
  ];
}

/** "3 lose it and 1 reads more or takes longer". */
function sprungCounts(sprung: readonly Trap[]): string {
  const lost = sprung.filter(({ index }) => index === 'lost').length;
  const other = sprung.length - lost;
  return listWords([
    ...(lost > 0 || other === 0 ? [`${lost} ${lost === 1 ? 'loses' : 'lose'} it`] : []),
    ...(other > 0
      ? [`${other} ${other === 1 ? 'reads more or takes' : 'read more or take'} longer`]
      : []),
  ]);
}
