import type { ContrastResult } from '../../result/result.js';
import { count, formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isSlower, type Said, timeWords } from './said.js';
import { armAt, comparisonOf, type ScenarioView } from './view.js';

/** One way to ask, as it did on one predicate for one tenant. */
export interface Asked {
  readonly arm: ArmFacts;
  readonly buffers: number | null;
  readonly p50Ns: number | null;
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
        : [{ arm, buffers: known.buffers, p50Ns: known.latency?.p50Ns ?? null }];
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
    return [{ operation, where, rls, price, rewrites, sprung, cure: cured ? best : null }];
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

/** The trap, its price and its cure, in a sentence. */
export function trapWords({ operation, where, rls, price, cure, sprung, rewrites }: Trap): string {
  const reads = `${formatInteger(where.buffers ?? 0)} buffers with WHERE, ${formatInteger(rls.buffers ?? 0)} under RLS`;
  const inTime = price === undefined ? '' : `; ${timeWords(price)}`;
  if (!sprung) return `“${operation.title}” is no trap: ${reads}${inTime}.`;
  const cured =
    cure === null
      ? rewrites.length === 0
        ? 'no rewrite was measured'
        : 'no rewrite measured wins it back'
      : `“${cure.arm.form}” wins it back with ${count(cure.buffers ?? 0, 'buffer')}`;
  return `“${operation.title}” loses its index under RLS: ${reads}${inTime}; ${cured}.`;
}

/** How many predicates are traps and how many have a cure; then the worst of them. */
export function trapsAnswer(view: ScenarioView): Said[] {
  const [tenant] = view.tenants;
  const traps = tenant === undefined ? [] : trapsOf(view, tenant);
  if (traps.length === 0) return [];
  const sprung = traps.filter((trap) => trap.sprung);
  const cured = sprung.filter((trap) => trap.cure !== null);
  const factor = ({ where, rls }: Trap) => (rls.buffers ?? 0) / Math.max(1, where.buffers ?? 1);
  const worst = [...sprung].sort((a, b) => factor(b) - factor(a))[0];
  const harmless = traps.filter((trap) => !trap.sprung);
  return [
    {
      text: `Of ${count(traps.length, 'predicate')} with the right index present, ${sprung.length} ${sprung.length === 1 ? 'loses' : 'lose'} it under RLS for the ${tenant} tenant${sprung.length === 0 ? '' : `, and a rewrite wins it back in ${cured.length}`}.`,
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
