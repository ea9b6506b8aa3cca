import type { ContrastResult } from '../../result/result.js';
import { distinct } from '../cells.js';
import { formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { indexColumns } from './index-columns.js';
import { isSlower, type Said, timeWords } from './said.js';
import { buffersAt, comparisonOf, levelsOf, type ScenarioView } from './view.js';

/** The wrapped setting against the bare one, on one index level for one tenant. */
export interface WrapPair {
  readonly indexes: string;
  readonly tenant: Tenant;
  readonly bare: ArmFacts;
  readonly wrapped: ArmFacts;
  readonly bareBuffers: number;
  readonly wrappedBuffers: number;
  /** Wrapped over bare. */
  readonly time: ContrastResult | undefined;
  /** Wrapping reads notably more there, or is slower for sure. */
  readonly harmed: boolean;
}

/** The verdict on wrapping the setting in a subselect, for one operation. */
export type WrapVerdict =
  | { readonly kind: 'safe' }
  /** Safe with these index levels, harmful with the others. */
  | { readonly kind: 'needs'; readonly indexes: readonly string[] }
  | { readonly kind: 'harmful' }
  | { readonly kind: 'unknown' };

const HARMED_TIMES = 1.5;
const HARMED_BUFFERS = 10;

/** The policy with "wrap" in its name is the wrapped one. */
export function isWrapped(arm: ArmFacts): boolean {
  return /wrap/i.test(arm.policy ?? '');
}

/** Bare and wrapped side by side: every index level and tenant of an operation. */
export function wrapPairs(view: ScenarioView, operation: string): WrapPair[] {
  return levelsOf(view, 'indexes').flatMap((indexes) => {
    const arms = view.arms.filter((arm) => arm.indexes === indexes && arm.isolation === 'rls');
    const bare = arms.find((arm) => !isWrapped(arm));
    const wrapped = arms.find(isWrapped);
    if (bare === undefined || wrapped === undefined) return [];
    return view.tenants.flatMap((tenant) => {
      const bareBuffers = buffersAt(view, operation, tenant, bare.name);
      const wrappedBuffers = buffersAt(view, operation, tenant, wrapped.name);
      if (bareBuffers === null || wrappedBuffers === null) return [];
      const time = comparisonOf(view, operation, tenant, wrapped.name, bare.name);
      const harmed =
        wrappedBuffers > Math.max(bareBuffers * HARMED_TIMES, bareBuffers + HARMED_BUFFERS) ||
        (isSlower(time) && (time?.low ?? 0) > HARMED_TIMES);
      return [{ indexes, tenant, bare, wrapped, bareBuffers, wrappedBuffers, time, harmed }];
    });
  });
}

/** Wrapping is safe with an index level when it harms no tenant there. */
export function wrapVerdict(pairs: readonly WrapPair[]): WrapVerdict {
  const levels = [...new Set(pairs.map(({ indexes }) => indexes))];
  if (levels.length === 0) return { kind: 'unknown' };
  const safe = levels.filter(
    (level) => !pairs.some(({ indexes, harmed }) => indexes === level && harmed),
  );
  if (safe.length === levels.length) return { kind: 'safe' };
  return safe.length === 0 ? { kind: 'harmful' } : { kind: 'needs', indexes: safe };
}

export function wrapVerdictWords(view: ScenarioView, verdict: WrapVerdict): string {
  switch (verdict.kind) {
    case 'safe':
      return 'wrap is safe';
    case 'needs':
      return needsWords(view, verdict.indexes);
    case 'harmful':
      return 'wrapping harms it with every index measured';
    case 'unknown':
      return 'not planned';
  }
}

function needsWords(view: ScenarioView, levels: readonly string[]): string {
  const kind = levels.every((level) => isComposite(view, level)) ? 'composite ' : '';
  const which =
    levels.length > 1
      ? `one of these ${kind}indexes`
      : kind === ''
        ? 'these indexes'
        : 'this composite index';
  return `needs ${which}: ${oneOf(view, levels)}`;
}

function oneOf(view: ScenarioView, levels: readonly string[]): string {
  return levels.map((level) => levelWords(view, level)).join(' or ');
}

/** True where one of a level's indexes is on two columns or more. */
function isComposite(view: ScenarioView, level: string): boolean {
  const made = level.includes('(')
    ? [`create index on level ${level.slice(level.indexOf('('))}`]
    : setupOf(view, level);
  return made.some((sql) => indexColumns(sql).length > 1);
}

/** A level by its columns where its name does not say them: from the SQL that made its sibling. */
function levelWords(view: ScenarioView, level: string): string {
  if (level.includes('(')) return level;
  const made = setupOf(view, level).flatMap((sql) =>
    indexColumns(sql).length === 0 ? [] : sql.slice(sql.indexOf('(')),
  );
  return made.length === 0 ? `“${level}”` : `“${level}”, ${listWords(distinct(made))}`;
}

/** The SQL that made the siblings of a level. */
function setupOf(view: ScenarioView, level: string): string[] {
  const arms = view.arms.filter((arm) => arm.indexes === level);
  return (view.facts.siblings ?? [])
    .filter(({ name }) => arms.some((arm) => arm.sibling === name))
    .flatMap(({ setup }) => setup);
}

/** Which operations are safe to wrap, then the worst harm with its cure. */
export function wrapAnswer(view: ScenarioView): Said[] {
  const judged = view.operations
    .map((operation) => ({ operation, pairs: wrapPairs(view, operation.name) }))
    .filter(({ pairs }) => pairs.length > 0)
    .map((one) => ({ ...one, verdict: wrapVerdict(one.pairs) }));
  if (judged.length === 0) return [];
  const named = (kind: WrapVerdict['kind']) =>
    judged.filter(({ verdict }) => verdict.kind === kind).map(({ operation }) => operation);
  const list = (operations: readonly OperationFacts[]) =>
    listWords(operations.map(({ title }) => `“${title}”`));
  const [safe, harmful] = [named('safe'), named('harmful')];
  const needing = judged.flatMap(({ operation, verdict }) =>
    verdict.kind === 'needs' ? [{ operation, levels: verdict.indexes }] : [],
  );
  const [composite, other] = [true, false].map((is) =>
    needing.filter(({ levels }) => levels.every((level) => isComposite(view, level)) === is),
  );
  const parts = [
    ...(safe.length > 0 ? [`is safe for ${list(safe)}`] : []),
    ...(composite?.length
      ? [`needs a composite index for ${list(composite.map(({ operation }) => operation))}`]
      : []),
    ...(other ?? []).map(
      ({ operation, levels }) =>
        `needs other indexes (${oneOf(view, levels)}) for ${list([operation])}`,
    ),
    ...(harmful.length > 0 ? [`harms ${list(harmful)} with every index measured`] : []),
  ];
  const worst = judged
    .flatMap(({ operation, pairs }) => pairs.map((pair) => ({ operation, ...pair })))
    .filter(({ harmed }) => harmed)
    .sort((a, b) => b.wrappedBuffers / b.bareBuffers - a.wrappedBuffers / a.bareBuffers)[0];
  return [
    { text: `Wrapping the setting in a subselect ${parts.join('; ')}.`, firm: true },
    ...(worst === undefined ? [] : [{ text: harmWords(view, worst.operation, worst), firm: true }]),
  ];
}

function harmWords(view: ScenarioView, operation: OperationFacts, worst: WrapPair): string {
  const cured = wrapPairs(view, operation.name).find(
    ({ tenant, harmed }) => tenant === worst.tenant && !harmed,
  );
  const time = worst.time === undefined ? '' : `; ${timeWords(worst.time)}`;
  const cure =
    cured === undefined
      ? ''
      : `; with ${levelWords(view, cured.indexes)} it reads ${formatInteger(cured.wrappedBuffers)}`;
  return `Worst: “${operation.title}” for the ${worst.tenant} tenant with ${levelWords(view, worst.indexes)} goes from ${formatInteger(worst.bareBuffers)} to ${formatInteger(worst.wrappedBuffers)} buffers${time}${cure}.`;
}
