import { planKind, planKindsDiffer } from '../plan/kind.js';
import { planShapesDiffer, shapeDifference } from '../plan/shape.js';
import type { ContrastResult, PlanSummary } from '../result/result.js';
import type { ReportCell } from './cells.js';
import { listWords } from './format.js';

type Compared = Pick<ContrastResult, 'treatment' | 'baseline'>;

/**
 * True where the two arms' plans differ in kind (one generic, one custom: planning is part of the
 * effect) or in shape: their contrast then has more than one cause.
 */
export function plansDiffer(cell: ReportCell, contrast: Compared): boolean {
  const plans = plansOf(cell, contrast);
  return plans !== null && (planKindsDiffer(...plans) || planShapesDiffer(...plans));
}

/**
 * What differs, to follow "RLS ran", for example "a generic plan and WHERE a custom one"; empty
 * where nothing does.
 */
export function planDifferenceWords(cell: ReportCell, contrast: Compared): string {
  const plans = plansOf(cell, contrast);
  if (plans === null) return '';
  const [treatment, baseline] = plans;
  const shapes = shapeDifference(treatment, baseline);
  return listWords([
    ...(planKindsDiffer(treatment, baseline)
      ? [`a ${planKind(treatment)} plan where WHERE ran a ${planKind(baseline)} one`]
      : []),
    ...(shapes === null ? [] : [`${shapes[0]} where WHERE ran ${shapes[1]}`]),
  ]);
}

/** A contrast's title, with the one caveat that must not be parted from it. */
export function contrastTitle(cell: ReportCell, contrast: ContrastResult): string {
  return `${contrast.title}${plansDiffer(cell, contrast) ? ' (plans differ)' : ''}`;
}

function plansOf(cell: ReportCell, contrast: Compared): [PlanSummary, PlanSummary] | null {
  const plan = (name: string) => cell.arms.find((arm) => arm.facts.name === name)?.measured.plan;
  const [treatment, baseline] = [plan(contrast.treatment), plan(contrast.baseline)];
  return treatment && baseline ? [treatment, baseline] : null;
}
