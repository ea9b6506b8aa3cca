import type { GateFinding, GateResult } from '../../../gate/gate-result.js';
import type { PlanRecord } from '../../../result/journal.js';
import { joinNames } from '../../names.js';
import { type PlanSide, PlanSides } from '../../upgrade/plan-sides.js';

/** Base's plan beside head's; what differs is marked. Nothing where no plan is what changed. */
export function PlanPair({
  result,
  plans,
  findings,
  open,
}: {
  result: GateResult;
  plans: readonly PlanRecord[];
  findings: readonly GateFinding[];
  open: boolean;
}) {
  const finding = findings.find((each) => each.plans !== null);
  const texts = finding?.plans;
  if (finding === undefined || texts === null || texts === undefined) return null;
  const [base, head] = recordedPair(result, plans, finding);
  return (
    <details open={open}>
      <summary>
        The plans of base and head, {finding.tenant} tenant, {finding.arm}
      </summary>
      {base !== null && head !== null ? (
        <PlanSides left={base} right={head} />
      ) : (
        <TextSides base={texts.base} head={texts.head} />
      )}
    </details>
  );
}

/** The plans of a finding as they were recorded, with every node's facts. */
function recordedPair(
  { gate }: GateResult,
  plans: readonly PlanRecord[],
  { scenario, operation, tenant, arm }: GateFinding,
): [base: PlanSide | null, head: PlanSide | null] {
  const pair = gate.pairs.find(
    (each) => each.scenario === scenario && each.operation === operation && each.arm === arm,
  );
  const side = (title: string, name: string | null | undefined): PlanSide | null => {
    const plan = plans.find(
      (each) =>
        each.scenario === scenario &&
        each.operation === operation &&
        each.tenant === tenant &&
        each.arm === name,
    );
    if (plan === undefined) return null;
    const file = joinNames(plan.scenario, plan.operation, plan.tenant, plan.arm);
    return { title, plan: plan.summary, href: `plans/${file}.json` };
  };
  return [side('Base', pair?.base), side('Head', pair?.head)];
}

function TextSides({ base, head }: { base: string; head: string }) {
  return (
    <div class="sides">
      {[
        { title: 'Base', text: base, other: head },
        { title: 'Head', text: head, other: base },
      ].map(({ title, text, other }) => (
        <div key={title}>
          <h4>{title}</h4>
          <div class="plan lines scroll">
            {text.split('\n').map((line, at) => (
              <div key={at}>{other.split('\n').includes(line) ? line : <mark>{line}</mark>}</div>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
