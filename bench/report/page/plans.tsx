import { diffPlans, type PlanDifference } from '../../plan/diff.js';
import { shapeDifference } from '../../plan/shape.js';
import type { PlanRecord } from '../../result/journal.js';
import type { PlanNode } from '../../result/result.js';
import { armTitle, distinct, policyContrast, type ReportCell } from '../cells.js';
import { joinNames } from '../names.js';
import { nodeFacts, nodeTitle, planCounts } from '../plan-words.js';
import type { ScenarioFacts } from '../words.js';

/** WHERE's plan beside RLS's, for each tenant; what differs is marked. */
export function PlansPart({
  cells,
  plans,
}: {
  cells: readonly ReportCell[];
  plans: readonly PlanRecord[];
}) {
  const pairs = distinct(cells.map((cell) => cell.tenant)).flatMap((tenant) => {
    const cell = cells.find((c) => c.tenant === tenant && policyContrast(c) !== undefined);
    const contrast = cell && policyContrast(cell);
    const of = (arm: string | undefined) =>
      plans.find((plan) => plan.tenant === tenant && plan.arm === arm);
    const [where, rls] = [of(contrast?.baseline), of(contrast?.treatment)];
    return cell && where && rls ? [{ tenant, cell, where, rls }] : [];
  });
  return (
    <div class="kind">
      <h3>Plans</h3>
      {pairs.length === 0 ? (
        <p class="note">No pair of plans was recorded for this operation.</p>
      ) : (
        <p class="note">
          EXPLAIN (ANALYZE, BUFFERS) of a warm run under each arm's own role and context. Marked:
          what differs. Whole in the folder plans, for every arm.
        </p>
      )}
      {pairs.map(({ tenant, cell, where, rls }, index) => (
        <PlanPair
          key={tenant}
          scenario={cell.scenario}
          left={where}
          right={rls}
          open={index === 0}
        />
      ))}
    </div>
  );
}

/** Two plans of one operation and tenant side by side, folded to what differs. */
export function PlanPair({
  scenario,
  left,
  right,
  open = false,
}: {
  scenario: ScenarioFacts;
  left: PlanRecord;
  right: PlanRecord;
  open?: boolean;
}) {
  const differences = diffPlans(left.summary, right.summary);
  const differing = differences.filter((difference) => difference.kind !== 'same').length;
  const shapes = shapeDifference(left.summary, right.summary);
  return (
    <details open={open}>
      <summary>
        {left.tenant} tenant:{' '}
        {shapes === null ? 'same plan shape' : `${shapes[0]} against ${shapes[1]}`};{' '}
        {differing === 0 ? 'no node differs' : `${differing} of ${differences.length} nodes differ`}
      </summary>
      <div class="sides">
        {[
          { plan: left, side: 'left' as const },
          { plan: right, side: 'right' as const },
        ].map(({ plan, side }) => (
          <div key={side}>
            <h4>{armTitle(scenario, plan.arm)}</h4>
            <p class="note">
              {planCounts(plan.summary)}{' '}
              <a
                href={`plans/${joinNames(plan.scenario, plan.operation, plan.tenant, plan.arm)}.json`}
              >
                whole
              </a>
            </p>
            <div class="plan scroll">
              {differences.map((difference, row) => (
                <PlanRow key={row} difference={difference} side={side} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </details>
  );
}

function PlanRow({ difference, side }: { difference: PlanDifference; side: 'left' | 'right' }) {
  const node =
    side === 'left'
      ? difference.kind === 'only-right'
        ? null
        : difference.left
      : difference.kind === 'only-left'
        ? null
        : difference.right;
  if (node === null) return null;
  const only = difference.kind === 'only-left' || difference.kind === 'only-right';
  const other =
    difference.kind === 'changed' ? (side === 'left' ? difference.right : difference.left) : null;
  return (
    <div class="node" style={`margin-left:${node.depth * 1.2}em`}>
      {only ? (
        <mark>
          <b>{nodeTitle(node)}</b> <small>only here</small>
        </mark>
      ) : (
        <Line text={nodeTitle(node)} other={other && nodeTitle(other)} strong />
      )}
      {nodeFacts(node).map((fact) => (
        <Line
          key={fact}
          text={fact}
          other={only || other === null ? null : matching(fact, other)}
        />
      ))}
    </div>
  );
}

/** A line of a plan; marked where the other plan has a node in its place that says otherwise. */
function Line({ text, other, strong }: { text: string; other: string | null; strong?: boolean }) {
  const words = strong ? <b>{text}</b> : text;
  return <div>{other !== null && other !== text ? <mark>{words}</mark> : words}</div>;
}

/** The other node's fact of the same name; empty where it has none. */
function matching(fact: string, other: PlanNode): string {
  const name = fact.split(':')[0] ?? fact;
  return nodeFacts(other).find((candidate) => candidate.startsWith(`${name}:`)) ?? '';
}
