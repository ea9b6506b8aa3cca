import { planKind, planKindsDiffer } from '../plan/kind.js';
import { planShapesDiffer, shapeDifference } from '../plan/shape.js';
import type { ArmResult, ContrastResult, PlanSummary } from '../result/result.js';
import type { ReportCell } from './cells.js';
import { listWords } from './format.js';

type Compared = Pick<ContrastResult, 'treatment' | 'baseline' | 'planKindsApart' | 'blocks'>;

/**
 * True where the two arms' plans differ in kind (one generic, one custom: planning is part of the
 * effect) or in shape: their contrast then has more than one cause.
 */
export function plansDiffer(cell: ReportCell, contrast: Compared): boolean {
  const plans = plansOf(cell, contrast);
  return kindsDiffer(cell, contrast) || (plans !== null && planShapesDiffer(...plans));
}

/** By what the load counted; a journal that counted no plans has only the captured ones. */
function kindsDiffer(cell: ReportCell, contrast: Compared): boolean {
  if (contrast.planKindsApart !== undefined) return contrast.planKindsApart > 0;
  const plans = plansOf(cell, contrast);
  return plans !== null && planKindsDiffer(...plans);
}

function kindWords(cell: ReportCell, contrast: Compared): string[] {
  if (!kindsDiffer(cell, contrast)) return [];
  const [treatment, baseline] = [contrast.treatment, contrast.baseline].map((name) =>
    mostlyRan(cell.arms.find((arm) => arm.facts.name === name)?.measured),
  );
  if (treatment && baseline && treatment !== baseline) {
    return [`a ${treatment} plan where WHERE ran a ${baseline} one`];
  }
  return [
    `another kind of plan than WHERE in ${contrast.planKindsApart} of ${contrast.blocks} blocks`,
  ];
}

/** The kind of plan of most of an arm's executions under load; of its captured plan where not counted. */
function mostlyRan(measured: ArmResult | undefined): 'generic' | 'custom' | undefined {
  const { genericPlans, customPlans, plan } = measured ?? {};
  if (genericPlans === undefined || customPlans === undefined)
    return plan ? planKind(plan) : undefined;
  return genericPlans > customPlans ? 'generic' : 'custom';
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
    ...kindWords(cell, contrast),
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
