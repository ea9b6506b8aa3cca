import type { LoadBucket, LoadPass } from '../../result/load-parts.js';
import { type LoadPoint, pointsOf, type Spread, spreadOf } from './load-points.js';
import { type Burst, burstsOf, recoveryOf, timesOf, widthOf } from './recovery.js';
import type { ScenarioView } from './view.js';

/** One slice of a pass, over all passes of an arm. */
export interface Slice {
  readonly atMs: number;
  readonly intendedPerSecond: number | null;
  readonly p99Ns: Spread | null;
  readonly uncorrectedP99Ns: Spread | null;
  /** Clients that waited for PgBouncer, where there is one; else for a connection of the application's own. */
  readonly waiting: Spread | null;
  /** Exchanges intended in it that failed, in all passes: its latency is that of the lucky ones. */
  readonly failed: number;
}

/** An arm's passes with their bursts. */
export interface BurstLine extends LoadPoint {
  readonly slices: readonly Slice[];
  readonly bursts: readonly Burst[];
  /** Recovery after each burst, in order; null where most passes did not recover in time. */
  readonly recoveryMs: readonly (Spread | null)[];
}

export function burstLines(view: ScenarioView): BurstLine[] {
  return pointsOf(view, 'burst', () => '').map((point) => {
    const bursts = burstsOf(point.passes);
    return {
      ...point,
      bursts,
      slices: slicesOf(point.passes),
      recoveryMs: bursts.map((burst, i) => {
        const each = point.passes.map((pass) =>
          recoveryOf(pass.timeline, bursts, burst, bursts[i + 1]?.fromMs),
        );
        const known = each.filter((ms) => ms !== null);
        return known.length * 2 > each.length ? spreadOf(known) : null;
      }),
    };
  });
}

function slicesOf(passes: readonly LoadPass[]): Slice[] {
  const starts = timesOf(passes);
  const width = widthOf(starts);
  return starts.map((atMs) => {
    const of = (figure: (bucket: LoadBucket) => number | null) =>
      spreadOf(
        passes.flatMap(({ timeline }) =>
          timeline.filter((bucket) => bucket.atMs === atMs).map(figure),
        ),
      );
    const intended = of((bucket) => bucket.intended);
    const pooled = passes.map(({ pooler }) => waitingIn(pooler, atMs, width));
    return {
      atMs,
      intendedPerSecond: intended && width > 0 ? (intended.value * 1000) / width : null,
      p99Ns: of(({ p99Ns }) => p99Ns),
      uncorrectedP99Ns: of(({ uncorrectedP99Ns }) => uncorrectedP99Ns),
      waiting: passes.some(({ pooler }) => pooler !== null)
        ? spreadOf(pooled)
        : of(({ queued }) => queued),
      failed: failedAt(passes, atMs),
    };
  });
}

function failedAt(passes: readonly LoadPass[], atMs: number): number {
  const here = passes.flatMap(({ timeline }) => timeline.filter((bucket) => bucket.atMs === atMs));
  return here.reduce((sum, { failed }) => sum + failed, 0);
}

/** Most clients that waited in a slice; null where the pooler was not looked at in it. */
function waitingIn(pooler: LoadPass['pooler'], atMs: number, width: number): number | null {
  const here = (pooler?.samples ?? []).filter(
    (sample) => sample.atMs >= atMs && sample.atMs < atMs + width,
  );
  return here.length === 0 ? null : Math.max(...here.map(({ clientsWaiting }) => clientsWaiting));
}
