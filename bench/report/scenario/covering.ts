import { count, formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isSlower, type Said } from './said.js';
import { armAt, comparisonOf, levelsOf, type ScenarioView } from './view.js';

/** One state of the table: the arm with the covering index beside the one with the plain index. */
export interface CoveringState {
  readonly state: string;
  readonly covering: ArmFacts | undefined;
  readonly plain: ArmFacts | undefined;
}

/** The index level with INCLUDE in its name is the covering one. */
export function isCovering(arm: ArmFacts): boolean {
  return /\binclude\b|\bcovering\b/i.test(arm.indexes ?? '');
}

/** The states of the table in the order of the scenario, for one isolation. */
export function coveringStates(
  view: ScenarioView,
  isolation: ArmFacts['isolation'],
): CoveringState[] {
  return levelsOf(view, 'state').flatMap((state) => {
    const arms = view.arms.filter((arm) => arm.state === state && arm.isolation === isolation);
    const covering = arms.find(isCovering);
    const plain = arms.find((arm) => !isCovering(arm));
    return covering === undefined && plain === undefined ? [] : [{ state, covering, plain }];
  });
}

/** The covering index must save this share of the plain one's buffers to pay for its size. */
const PAYING_SHARE = 0.1;

/** Whether INCLUDE pays in a state: fewer buffers, and not surely slower; null where one of the two was not planned. */
export function includePays(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  { covering, plain }: CoveringState,
): boolean | null {
  const [c, p] = [covering, plain].map((arm) =>
    arm === undefined ? null : (armAt(view, operation, tenant, arm.name)?.buffers ?? null),
  );
  if (c === null || c === undefined || p === null || p === undefined) return null;
  const time = comparisonOf(view, operation, tenant, covering?.name, plain?.name);
  return c < p * (1 - PAYING_SHARE) && !isSlower(time);
}

/** In one sentence when INCLUDE pays and when it stops paying, for one operation and tenant. */
export function includeWords(
  view: ScenarioView,
  operation: OperationFacts,
  tenant: Tenant,
): Said | null {
  const states = coveringStates(view, 'rls').flatMap((state) => {
    const pays = includePays(view, operation.name, tenant, state);
    return pays === null ? [] : [{ state, pays }];
  });
  if (states.length === 0) return null;
  const place = `“${operation.title}” for the ${tenant} tenant`;
  const reads = ({ state }: (typeof states)[number]) => readsWords(view, operation, tenant, state);
  const [paying, not] = [states.filter(({ pays }) => pays), states.filter(({ pays }) => !pays)];
  const named = (some: typeof states) =>
    listWords(some.map((one, i) => `“${one.state.state}”${i === 0 ? ` (${reads(one)})` : ''}`));
  const text =
    paying.length === 0
      ? `INCLUDE pays in no state measured: ${named(not)}`
      : not.length === 0
        ? `INCLUDE pays in every state measured: ${named(paying)}`
        : `INCLUDE pays where the table is ${named(paying)}; it does not where it is ${named(not)}`;
  return { text: `On ${place}, ${text}.`, firm: true };
}

function readsWords(
  view: ScenarioView,
  operation: OperationFacts,
  tenant: Tenant,
  { covering, plain }: CoveringState,
): string {
  const at = (arm: ArmFacts | undefined) =>
    arm === undefined ? undefined : armAt(view, operation.name, tenant, arm.name);
  const [c, p] = [at(covering), at(plain)];
  const fetches = c?.plan?.heapFetches ?? 0;
  return `${count(c?.buffers ?? 0, 'buffer')} with ${count(fetches, 'heap fetch', 'heap fetches')} against ${formatInteger(p?.buffers ?? 0)} of the plain index`;
}

/** The telling operation for the largest tenant, then for the smallest. */
export function coveringAnswer(view: ScenarioView): Said[] {
  const tenants = [view.tenants[0], view.tenants[view.tenants.length - 1]];
  return [...new Set(tenants)].flatMap((tenant) => {
    const said = view.operations
      .map((operation) => (tenant === undefined ? null : includeWords(view, operation, tenant)))
      .find((one) => one !== null);
    return said ? [said] : [];
  });
}
