import { memberName } from '../../matrix/member.js';
import type { Change } from '../../matrix/upgrade.js';
import { count } from '../format.js';
import { joinNames } from '../names.js';
import type { Side } from './change-words.js';
import type { Detail } from './detail.js';
import { FiguresTable } from './figures.js';
import { armsWords, groupTenant } from './group-words.js';
import type { PlanGroup } from './groups.js';
import { sidesOf, type UpgradeInput } from './input.js';
import { PlanSides } from './plan-sides.js';

/** What changed between versions: the sentence, the figures, and the plans folded under it. */
export function ChangesPart({
  input,
  groups,
  detail,
}: {
  input: UpgradeInput;
  groups: readonly PlanGroup[];
  detail: Detail;
}) {
  const shown = groups.slice(0, detail.changes);
  return (
    <section id="changes">
      <h2>What changed</h2>
      <p class="note">
        Exact figures, without a stopwatch: the plan of each arm on each version, captured warm,
        with parallel query off. What matters most comes first; arms whose figures change alike
        stand together, with the plans of the first.
      </p>
      {groups.length === 0 && <p>No plan and none of its exact figures changed.</p>}
      {shown.map((group, index) => (
        <article key={groupKey(group)} class="change">
          <h3>{group.operation.title}</h3>
          <p class="note">
            {groupTenant(group)} · {armsWords(group)}
            {input.scenarios.length > 1 && <> · {group.scenario.name}</>}
          </p>
          {group.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <FiguresTable row={group.row} />
          {index < detail.planPairs &&
            group.row.changes.map((change) => (
              <Plans key={change.to} input={input} group={group} change={change} />
            ))}
        </article>
      ))}
      {shown.length < groups.length && (
        <p class="note">
          {count(groups.length - shown.length, 'smaller change')} more in{' '}
          <a href="upgrade.json">upgrade.json</a>.
        </p>
      )}
      {shown.length > detail.planPairs && (
        <p class="note">
          Plans stand side by side for the first {count(detail.planPairs, 'change')}; those of the
          others are in the folders plans of each version.
        </p>
      )}
    </section>
  );
}

function Plans({
  input,
  group,
  change,
}: {
  input: UpgradeInput;
  group: PlanGroup;
  change: Change;
}) {
  const [from, to] = sidesOf(input, group.row, change);
  const { scenario, operation, tenant, arm } = group.row;
  const side = ({ figures: { major }, plan }: Side) => ({
    title: `Postgres ${major}: ${group.arms[0]?.title ?? arm}`,
    plan,
    href: `${memberName(major)}/plans/${joinNames(scenario, operation, tenant, arm)}.json`,
  });
  return (
    <details>
      <summary>
        Plans of {change.from} and {change.to} side by side
      </summary>
      <PlanSides left={side(from)} right={side(to)} />
    </details>
  );
}

function groupKey({ row: { scenario, operation, tenant, arm } }: PlanGroup): string {
  return joinNames(scenario, operation, tenant, arm);
}
