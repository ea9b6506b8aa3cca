import { planKey } from '../../../estimate/arms.js';
import type { GateResult } from '../../../gate/gate-result.js';
import { operationTitle } from '../../../gate/words.js';
import type { PlanRecord } from '../../../result/journal.js';
import type { PlanSummary } from '../../../result/result.js';
import { formatInteger } from '../../format.js';

const FIGURES: readonly { name: string; of: (plan: PlanSummary) => number | null }[] = [
  { name: 'Buffers', of: ({ buffers }) => buffers },
  { name: 'Rows removed', of: (plan) => plan.rowsRemovedByFilter },
  { name: 'Heap fetches', of: ({ heapFetches }) => heapFetches },
  {
    name: 'Function calls',
    of: ({ calls }) => calls?.reduce((sum, counted) => sum + counted.calls, 0) ?? null,
  },
  { name: 'WAL records', of: ({ wal }) => wal?.records ?? null },
  { name: 'WAL bytes', of: ({ wal }) => wal?.bytes ?? null },
];

/** The exact figures of every pair of plans, base beside head; folded, since it is long. */
export function ExactPart({ result, plans }: { result: GateResult; plans: readonly PlanRecord[] }) {
  const pairs = planPairs(result, plans);
  return (
    <section id="exact">
      <h2>The exact figures of every pair</h2>
      {pairs.length === 0 ? (
        <p>No pair of plans was recorded.</p>
      ) : (
        <details>
          <summary>Base and head of {pairs.length} plans</summary>
          <p class="note">
            Of the third warm run of each. One figure: equal on both sides. Marked: unequal. Round
            trips are equal but where a finding says otherwise.
          </p>
          <div class="scroll">
            <table class="figures compact">
              <thead>
                <tr>
                  <th>Operation, tenant, arm</th>
                  <th class="word">Plan</th>
                  {FIGURES.map(({ name }) => (
                    <th key={name}>{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {pairs.map(({ title, tenant, arm, base, head }) => (
                  <tr key={JSON.stringify([title, tenant, arm])}>
                    <th scope="row">
                      {title}
                      <span class="note">
                        {tenant}, {arm}
                      </span>
                    </th>
                    <td class="word">
                      {base.fingerprint === head.fingerprint ? 'the same' : <mark>another</mark>}
                    </td>
                    {FIGURES.map(({ name, of }) => (
                      <td key={name}>
                        <Both base={of(base)} head={of(head)} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}

function Both({ base, head }: { base: number | null; head: number | null }) {
  const words = (value: number | null) => (value === null ? '–' : formatInteger(value));
  if (base === head) return <>{words(base)}</>;
  return (
    <mark>
      {words(base)} → {words(head)}
    </mark>
  );
}

interface ExactPair {
  readonly title: string;
  readonly tenant: PlanRecord['tenant'];
  readonly arm: string;
  readonly base: PlanSummary;
  readonly head: PlanSummary;
}

function planPairs(result: GateResult, plans: readonly PlanRecord[]): ExactPair[] {
  const byKey = new Map(plans.map((plan) => [planKey(plan), plan.summary]));
  const tenants = [...new Set(plans.map(({ tenant }) => tenant))];
  return result.gate.pairs.flatMap(({ scenario, operation, arm, base, head }) =>
    tenants.flatMap((tenant) => {
      if (base === null || head === null) return [];
      const of = (name: string) => byKey.get(planKey({ scenario, operation, tenant, arm: name }));
      const [mine, theirs] = [of(base), of(head)];
      if (mine === undefined || theirs === undefined) return [];
      const title = operationTitle(result, scenario, operation);
      return [{ title, tenant, arm, base: mine, head: theirs }];
    }),
  );
}
