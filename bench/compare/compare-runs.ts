import type { Result } from '../result/result.js';
import type { ComparedSide, Comparison } from './comparison.js';
import { compareExact } from './exact.js';
import { compareRatios } from './ratios.js';
import { sameWork } from './same-work.js';
import { kindsOf, termsOf } from './terms.js';
import { compareTimes } from './times.js';

/** A run to compare, under the name the person gave it. */
export interface ComparedRun {
  readonly name: string;
  readonly result: Result;
}

/**
 * Two runs side by side: first what they have in common, then what may be compared because of it.
 * Pure; the same runs give the same comparison.
 */
export function compareRuns(a: ComparedRun, b: ComparedRun): Comparison {
  const terms = termsOf(a.result, b.result);
  const kinds = kindsOf(terms);
  const work = sameWork(a.result, b.result);
  return {
    version: 1,
    a: sideOf(a),
    b: sideOf(b),
    terms,
    kinds,
    leftOut: [...work.leftOut, ...notCompared(a.result, b.result)],
    exact: kinds.exact
      ? compareExact(a.result, b.result, work)
      : { compared: 0, onlyA: 0, onlyB: 0, changes: [] },
    ratios: kinds.ratios ? compareRatios(a.result, b.result, work) : [],
    times: kinds.times ? compareTimes(a.result, b.result, work) : [],
  };
}

/** Why nothing of two runs is compared; null where something is. */
export function whyNothing(comparison: Comparison): string | null {
  const { exact, ratios, times, kinds, terms, leftOut } = comparison;
  if (exact.compared > 0 || ratios.length > 0 || times.length > 0) return null;
  if (!kinds.exact && !kinds.ratios) {
    return terms
      .filter(({ forbids }) => forbids.includes('exact') || forbids.includes('ratios'))
      .map(({ what, a, b, because }) => `${what} (${a} against ${b}): ${because}`)
      .join('; ');
  }
  const [first, ...others] = leftOut;
  if (first === undefined) return 'no plan and no ratio is in both';
  const more = others.length === 0 ? '' : `; and ${others.length} more`;
  return `no plan and no ratio is in both (${first.what}: ${first.because}${more})`;
}

/** What runs measure beside plans and paired ratios, and nobody has said yet how to compare. */
function notCompared(a: Result, b: Result): Comparison['leftOut'] {
  const kinds = [
    ['load', 'loads'],
    ['leaks', 'leaks'],
    ['tenants under load', 'hammers'],
    ['figures of probes', 'figures'],
  ] as const;
  const has = kinds.filter(([, key]) => a[key].length > 0 || b[key].length > 0);
  if (has.length === 0) return [];
  const what = has.map(([words]) => words).join(', ');
  return [{ what, because: 'not compared: look at both reports' }];
}

function sideOf({ name, result }: ComparedRun): ComparedSide {
  const { startedAt, command, status, statusReason } = result;
  return { name, startedAt, command, status, statusReason };
}
