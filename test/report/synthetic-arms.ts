import type { ArmResult } from '../../bench/result/result.js';
import scenario from '../../scenarios/where-vs-rls.js';

/** Round trips of an arm, by its context. */
export function roundTrips(arm: { context: string; client: string }): number {
  if (arm.client === 'pg-pipeline') return 1;
  return { none: 1, transaction: 3, 'set-config': 4 }[arm.context] ?? 1;
}

/** An arm with a plausible distribution around its median, in ns. */
export function armResult(
  arm: (typeof scenario.arms)[number],
  operation: string,
  tenant: ArmResult['tenant'],
  concurrency: number,
  p50: number,
): ArmResult {
  const at = (percentile: number) =>
    Math.round(
      p50 *
        (0.85 +
          0.15 * (percentile / 50) ** 0.4 +
          (percentile > 50 ? 0.35 * (-Math.log10(1 - percentile / 100) - 0.301) ** 1.5 : 0)),
    );
  const marks = [0, ...Array.from({ length: 98 }, (_, i) => i + 1), 99, 99.5, 99.9];
  return {
    scenario: scenario.name,
    operation,
    tenant,
    concurrency,
    arm: arm.name,
    factors: {
      isolation: arm.isolation,
      context: arm.context,
      client: arm.client,
      planCacheMode: arm.planCacheMode,
    },
    roundTrips: roundTrips(arm),
    plan: null,
    buffers: 4,
    latency: {
      samples: 4200,
      meanNs: p50 * 1.1,
      p50Ns: p50,
      p75Ns: at(75),
      p90Ns: at(90),
      p95Ns: at(95),
      p99Ns: at(99),
      maxNs: at(99.99),
    },
    serverCpuNs: p50 * 0.3,
    percentiles: marks.map((percentile) => ({ percentile, latencyNs: at(percentile) })),
    warnings: [],
  };
}
