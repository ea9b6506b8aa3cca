import { count, formatInteger, listWords } from '../format.js';
import { judge } from '../judge.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { type Said, timeWords } from './said.js';
import { armAt, buffersAt, comparisonOf, levelsOf, type ScenarioView } from './view.js';

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

/** The covering index must save this share of the plain one's buffers to pay for its size, ... */
const PAYING_SHARE = 0.1;
/** ... and as many: of a handful, one buffer is the next insert's to take back. */
const PAYING_BUFFERS = 2;

export type IncludeVerdict = 'pays' | 'does not pay' | 'not clear';

/**
 * Whether INCLUDE pays in a state: notably fewer buffers. Not clear where the time says otherwise, be
 * it before the allowance for other contrasts. Null where one of the two arms was not planned.
 */
export function includeVerdict(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  { covering, plain }: CoveringState,
): IncludeVerdict | null {
  const reads = buffersAt(view, operation, tenant, covering?.name);
  const plainReads = buffersAt(view, operation, tenant, plain?.name);
  if (reads === null || plainReads === null) return null;
  const fewer = reads < plainReads * (1 - PAYING_SHARE) && reads <= plainReads - PAYING_BUFFERS;
  const time = comparisonOf(view, operation, tenant, covering?.name, plain?.name);
  if (time !== undefined && ['dearer', 'cheaper', 'alone'].includes(judge(time))) {
    const faster = time.ratio < 1;
    if (faster !== fewer) return 'not clear';
  }
  return fewer ? 'pays' : 'does not pay';
}

/** In one sentence when INCLUDE pays and when it stops paying, for one operation and tenant. */
export function includeWords(
  view: ScenarioView,
  operation: OperationFacts,
  tenant: Tenant,
): Said | null {
  const states = coveringStates(view, 'rls').flatMap((state) => {
    const verdict = includeVerdict(view, operation.name, tenant, state);
    return verdict === null ? [] : [{ state, verdict }];
  });
  if (states.length === 0) return null;
  const of = (verdict: IncludeVerdict) => states.filter((one) => one.verdict === verdict);
  const [paying, not, unclear] = [of('pays'), of('does not pay'), of('not clear')];
  const named = (some: typeof states) =>
    listWords(
      some.map(
        ({ state }, i) =>
          `“${state.state}”${i === 0 ? ` (${evidenceWords(view, operation, tenant, state)})` : ''}`,
      ),
    );
  const parts = [
    ...(paying.length === 0
      ? not.length === 0
        ? []
        : [
            `INCLUDE pays in no ${unclear.length === 0 ? '' : 'other '}state measured: ${named(not)}`,
          ]
      : not.length + unclear.length === 0
        ? [`INCLUDE pays in every state measured: ${named(paying)}`]
        : [`INCLUDE pays where the table is ${named(paying)}`]),
    ...(paying.length > 0 && not.length > 0 ? [`it does not where it is ${named(not)}`] : []),
    ...(unclear.length > 0
      ? [`whether INCLUDE pays is not clear where the table is ${named(unclear)}`]
      : []),
  ];
  return {
    text: `On “${operation.title}” for the ${tenant} tenant, ${parts.join('; ')}.`,
    firm: unclear.length === 0,
  };
}

/** The buffers of both indexes and, where it was measured, the time of one over the other. */
function evidenceWords(
  view: ScenarioView,
  operation: OperationFacts,
  tenant: Tenant,
  state: CoveringState,
): string {
  const time = comparisonOf(view, operation.name, tenant, state.covering?.name, state.plain?.name);
  const reads = readsWords(view, operation, tenant, state);
  return time === undefined ? reads : `${reads}; ${timeWords(time)}`;
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
