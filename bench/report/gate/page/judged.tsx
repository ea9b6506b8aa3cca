import type { GateResult } from '../../../gate/gate-result.js';
import type { GateBudget } from '../../../result/gate-parts.js';
import { formatDuration, formatEffect, formatLatency } from '../../format.js';

/** The rules the gate went by, so that nobody has to look them up. */
export function JudgedPart({ result: { gate } }: { result: GateResult }) {
  const { margins, budgets } = gate;
  return (
    <section id="judged">
      <h2>How it was judged</h2>
      <dl class="facts">
        <Fact name="Exact checks">
          Plans, budgets, expectations and proofs of base and head, each on a database of its own
          with the same rows. They need no clock and are the same every time. What fails here fails
          the gate at once.
        </Fact>
        <Fact name="Budgets">
          Head may exceed base by the larger of the two:{' '}
          {(
            [
              ['buffers', budgets.buffers],
              ['rows removed', budgets.rowsRemoved],
              ['heap fetches', budgets.heapFetches],
              ['function calls', budgets.calls],
              ['round trips', budgets.roundTrips],
              ['WAL records', budgets.walRecords],
              ['WAL bytes', budgets.walBytes],
            ] as const
          )
            .map(([name, budget]) => `${name} ${budgetWords(budget)}`)
            .join('; ')}
          .
        </Fact>
        {gate.tier === 1 ? (
          <Fact name="Timing">not asked for</Fact>
        ) : (
          <>
            <Fact name="Timing">
              Server CPU, median and p75 latency. Fails only where the 95% interval is above{' '}
              {formatEffect(margins.ratio)}, the one-sided p adjusted for all timings (Holm) is
              under 0.05, the difference is above the larger of {formatLatency(margins.absoluteNs)}{' '}
              and {margins.noiseFloors} noise floors, and it is seen again on fresh connections.
            </Fact>
            <Fact name="Blocks">
              At least 16 a timing; more until every half-width is at most a third of the margin, or{' '}
              {formatDuration(gate.maxTimeSeconds)} are used up. It stops on precision, never on
              significance.
            </Fact>
            <Fact name="Inconclusive">
              {gate.strict
                ? 'fails the gate (--strict)'
                : 'passes, with a notice; --strict fails it'}
            </Fact>
            <Fact name="Untrusted">
              Two clones of base are timed as base and head are. Where they differ, all is tried
              once more on new databases; where they differ again, no timing fails the gate.
            </Fact>
          </>
        )}
      </dl>
    </section>
  );
}

function budgetWords({ ratio, absolute }: GateBudget): string {
  if (ratio === 0 && absolute === 0) return 'not at all';
  return `${formatEffect(ratio)} or ${absolute}`;
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
