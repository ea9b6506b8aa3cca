import { combinationOf } from '../context/combination.js';
import type { HammerResult } from '../result/load-parts.js';
import type { Arm } from '../scenario/scenario.js';

/**
 * True where an arm has to leak: it sets the tenant for a server connection that is another client's a
 * transaction later, or sets nothing and finds what is left there (PgBouncer manual, "SQL feature map
 * for pooling modes").
 */
export function isControl(arm: Pick<Arm, 'context' | 'route' | 'statement' | 'client'>): boolean {
  const { verdict } = combinationOf(arm);
  return arm.route === 'pgbouncer-transaction' && verdict !== 'works';
}

/** What a verdict is made of. */
export type HammerCounts = Pick<
  HammerResult,
  'isControl' | 'reads' | 'foreignReads' | 'emptyReads' | 'errors'
>;

/**
 * A row of another tenant decides whatever else went wrong. Without one, "no leak" is only said of
 * reads that were all answered, each with rows: an arm that errs or reads nothing shows nothing. A
 * control that errs has failed; one that runs well and shows no foreign row says that our check is blind.
 */
export function verdictOf(counts: HammerCounts): HammerResult['verdict'] {
  const { isControl, reads, foreignReads, emptyReads, errors } = counts;
  if (foreignReads > 0) return isControl ? 'control caught' : 'leak';
  if (errors.length > 0 || reads === 0) return 'failed';
  if (isControl) return 'control missed';
  return emptyReads > 0 ? 'failed' : 'no leak';
}

/** Why, where the verdict's own words leave that open. */
export function noteOf(counts: HammerCounts): string {
  const { reads, emptyReads, errors } = counts;
  const verdict = verdictOf(counts);
  if (verdict === 'control missed') {
    return `This way of setting the tenant has to leak, and none of ${reads} reads showed it: the check is blind here, so its other verdicts are worth nothing.`;
  }
  const [first] = [...errors].sort((one, other) => other.count - one.count);
  if (first !== undefined) {
    const failures = errors.reduce((sum, { count }) => sum + count, 0);
    const said = first.sqlState === '' ? first.message : `${first.sqlState} ${first.message}`;
    return `${failures} exchanges failed and are not among the reads; most often: ${said}`;
  }
  if (verdict !== 'failed') return '';
  return reads === 0
    ? 'Not one read was made.'
    : `${emptyReads} of ${reads} reads returned no row though the tenant has some: the context was lost on the way.`;
}
