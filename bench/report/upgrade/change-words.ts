import { changedCalls, changedExpectations } from '../../compare/plan-figures.js';
import type { Change, VersionPlan } from '../../matrix/upgrade.js';
import { conditionShape } from '../../plan/condition.js';
import { diffPlans } from '../../plan/diff.js';
import { shapeDifference } from '../../plan/shape.js';
import type { PlanSummary } from '../../result/result.js';
import { count, formatInteger, listWords } from '../format.js';
import { nodeTitle } from '../plan-words.js';

/** One version's side of a change. */
export interface Side {
  readonly figures: VersionPlan;
  readonly plan: PlanSummary;
}

/** A change as an engineer would say it: "18 skip-scans kind_tenant_idx: 21 buffers instead of 252." */
export function changeWords(from: Side, to: Side, { what }: Change): string {
  const plan = planWords(from, to);
  const figures = figureWords(from.figures, to.figures, what);
  return `${plan}${figures.length === 0 ? '' : `: ${figures.join(', ')}`}.`;
}

function planWords(from: Side, to: Side): string {
  const [before, after] = [from.figures, to.figures];
  const started = after.skipScans.filter((index) => !before.skipScans.includes(index));
  const ended = before.skipScans.filter((index) => !after.skipScans.includes(index));
  const shapes = shapeDifference(from.plan, to.plan);
  const parts = [
    ...(started.length > 0 ? [`skip-scans ${listWords(started)}`] : []),
    ...(ended.length > 0 ? [`no longer skip-scans ${listWords(ended)}`] : []),
    ...(shapes === null ? [] : [`runs ${shapes[1]} where ${before.major} ran ${shapes[0]}`]),
    ...(before.kind === after.kind
      ? []
      : [`runs a ${after.kind} plan where ${before.major} ran a ${before.kind} one`]),
    ...(shapes === null && before.fingerprint !== after.fingerprint ? [insideWords(from, to)] : []),
  ];
  return parts.length === 0
    ? `${after.major} runs the same plan as ${before.major}`
    : `${after.major} ${parts.join(', and ')}`;
}

/** Plans of one shape with another fingerprint: their InitPlans or what their nodes compare differ. */
function insideWords(from: Side, to: Side): string {
  if (from.plan.initPlans !== to.plan.initPlans) {
    return `runs ${count(to.plan.initPlans, 'InitPlan')} where ${from.figures.major} ran ${formatInteger(from.plan.initPlans)}`;
  }
  for (const difference of diffPlans(from.plan, to.plan)) {
    if (difference.kind !== 'changed') continue;
    const { left, right, fields } = difference;
    for (const field of ['indexCondition', 'filter'] as const) {
      if (!fields.includes(field)) continue;
      const [was, is] = [left[field], right[field]].map((condition) =>
        condition === null ? 'none' : conditionShape(condition),
      );
      const name = field === 'filter' ? 'filter' : 'index condition';
      return `has another ${name} on ${nodeTitle(right)} (${is}, on ${from.figures.major} ${was})`;
    }
    if (fields.includes('details')) {
      return `compares, sorts or groups otherwise in ${nodeTitle(right)}`;
    }
  }
  return 'nests the same steps otherwise';
}

function figureWords(from: VersionPlan, to: VersionPlan, what: Change['what']): string[] {
  const words: string[] = [];
  if (what.includes('buffers')) {
    words.push(`${count(to.buffers, 'buffer')} instead of ${formatInteger(from.buffers)}`);
  }
  if (what.includes('rowsRemovedByFilter')) {
    words.push(
      `${count(to.rowsRemovedByFilter, 'row')} removed by filters instead of ${formatInteger(from.rowsRemovedByFilter)}`,
    );
  }
  if (what.includes('heapFetches')) {
    words.push(
      `${count(to.heapFetches, 'heap fetch', 'heap fetches')} instead of ${formatInteger(from.heapFetches)}`,
    );
  }
  for (const { name, from: before, to: after } of changedCalls(from, to)) {
    words.push(`${count(after, 'call')} of ${name} instead of ${formatInteger(before)}`);
  }
  for (const { rule, expected, status, actual } of changedExpectations(from, to)) {
    const outcome = status === 'passed' ? 'now holds' : `no longer holds (${actual})`;
    words.push(`the expectation ${rule} ${expected} ${outcome}`);
  }
  return words;
}
