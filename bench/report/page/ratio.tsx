import type { ContrastResult } from '../../result/result.js';
import { count, formatEffect, formatInterval, formatRatio } from '../format.js';
import { judgementLabel } from '../judge.js';

/**
 * A ratio of median latency in a table cell, with its interval and how to take it. Its warnings stand
 * in the operation's table of every figure.
 */
export function RatioCell({ of }: { of: ContrastResult | undefined }) {
  return of === undefined ? (
    <small>not measured</small>
  ) : (
    <>
      {formatRatio(of.ratio)}
      <small>{formatInterval(of.ratio, of.low, of.high)}</small>
      <small class={of.untrusted ? 'warning' : undefined}>
        {judgementLabel(of)}; detectable {formatEffect(of.minimumDetectableEffect)}
        {of.warnings.length > 0 && `; ${count(of.warnings.length, 'warning')}`}
      </small>
    </>
  );
}
